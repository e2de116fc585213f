// Where curves lie in a chart: domains, scales, paths and ticks, without any drawing.
import { bisectCenter, ticks } from 'd3-array'

export type Interval = readonly [number, number]

export interface Box {
  left: number
  right: number
  top: number
  bottom: number
}

/** From values to pixels. */
export type Scale = (value: number) => number

export function scale(domain: Interval, pixels: Interval): Scale {
  const factor = (pixels[1] - pixels[0]) / (domain[1] - domain[0] || 1)
  return (value) => pixels[0] + (value - domain[0]) * factor
}

/**
 * What the vertical axis spans. It starts at 0 where that costs little, shows the healthy range where curves would not be squashed by it,
 * and never blows up a change that is small beside the value or the range: what hardly moves looks as if it hardly moved.
 */
export function valueDomain(values: readonly number[], healthy: Interval | null): [number, number] {
  let [lo, hi] = extremes(values)
  if (!Number.isFinite(lo)) return healthy ? [healthy[0], healthy[1]] : [0, 1]
  const positive = lo >= 0
  const least = Math.max(0.08 * Math.max(Math.abs(lo), Math.abs(hi)), healthy ? 0.3 * (healthy[1] - healthy[0]) : 0)
  if (hi - lo < least) {
    const middle = (lo + hi) / 2
    lo = middle - least / 2
    hi = middle + least / 2
  }
  if (positive && lo < 0.4 * hi) lo = 0
  const width = hi - lo || 1
  for (const edge of healthy ?? []) {
    if (Math.max(hi, edge) - Math.min(lo, edge) <= 2.4 * width) {
      lo = Math.min(lo, edge)
      hi = Math.max(hi, edge)
    }
  }
  if (hi === lo) hi = lo + 1
  const room = 0.06 * (hi - lo)
  return [lo === 0 ? 0 : positive ? Math.max(0, lo - room) : lo - room, hi + room]
}

function extremes(values: readonly number[]): [number, number] {
  let [lo, hi] = [Infinity, -Infinity]
  for (const value of values) {
    if (!Number.isFinite(value)) continue
    if (value < lo) lo = value
    if (value > hi) hi = value
  }
  return [lo, hi]
}

/** The places of a series that a window shows, and one beyond either end, so that curves run to the edge. */
export function within(days: readonly number[], window: Interval): [first: number, end: number] {
  let first = 0
  while (first + 1 < days.length && days[first + 1]! <= window[0]) first += 1
  let end = days.length
  while (end - 2 >= 0 && days[end - 2]! >= window[1]) end -= 1
  return [first, end]
}

export function nearest(days: readonly number[], day: number): number {
  return bisectCenter(days as number[], day)
}

/** A curve as an SVG path; gaps where there is no number. */
export function linePath(days: readonly number[], values: readonly number[], x: Scale, y: Scale): string {
  let path = ''
  let pen = 'M'
  for (let at = 0; at < days.length; at += 1) {
    const value = values[at]
    if (value === undefined || !Number.isFinite(value)) {
      pen = 'M'
      continue
    }
    path += `${pen}${short(x(days[at]!))},${short(y(value))}`
    pen = 'L'
  }
  return path
}

/** The ground between two curves as an SVG path. */
export function bandPath(days: readonly number[], lo: readonly number[], hi: readonly number[], x: Scale, y: Scale): string {
  const top = days.map((day, at) => `${short(x(day))},${short(y(hi[at]!))}`)
  const bottom = days.map((day, at) => `${short(x(day))},${short(y(lo[at]!))}`).reverse()
  return days.length > 0 ? `M${top.join('L')}L${bottom.join('L')}Z` : ''
}

function short(pixels: number): string {
  return pixels.toFixed(1)
}

/** About three round values of the vertical axis. */
export function valueTicks(domain: Interval): number[] {
  return ticks(domain[0], domain[1], 3)
}

const STEPS = [1, 2, 5, 7, 10, 14, 20, 30, 60, 90, 120, 180, 365, 730, 1825, 3650]

/** Days that a calendar knows, such as every thirtieth, so many that their labels have room. */
export function dayTicks(window: Interval, width: number): number[] {
  const most = Math.max(2, Math.floor(width / 44))
  const step = STEPS.find((days) => (window[1] - window[0]) / days <= most) ?? 7300
  const days = []
  for (let day = Math.ceil(window[0] / step) * step; day <= window[1]; day += step) days.push(day)
  return days
}
