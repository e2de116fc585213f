// How an arrow is drawn on its track: a line that ends where its head begins.
import type { Point, Track } from './layout'

export interface Drawn {
  line: string
  head: string
}

const round = (value: number): number => Math.round(value * 10) / 10
const spot = (point: Point): string => `${round(point.x)} ${round(point.y)}`

/** The head's length; a hairline's is as long as it is needed to be seen. */
const headLength = (width: number): number => 7 + width * 0.6
const headHalf = (width: number): number => 3.2 + width * 0.55

export function draw(track: Track, width: number): Drawn {
  const tip = track.points[track.points.length - 1]!
  const length = headLength(width)
  const body = track.points.filter((point) => Math.hypot(tip.x - point.x, tip.y - point.y) > length)
  const last = body[body.length - 1] ?? track.points[0]!
  const away = Math.hypot(tip.x - last.x, tip.y - last.y) || 1
  const ahead = { x: (tip.x - last.x) / away, y: (tip.y - last.y) / away }
  const base = { x: tip.x - ahead.x * length, y: tip.y - ahead.y * length }
  // The line runs a little into its head, so that no seam shows where the track bends.
  const seam = { x: base.x + ahead.x, y: base.y + ahead.y }
  const half = headHalf(width)
  const wing = (sign: number): Point => ({ x: base.x - ahead.y * half * sign, y: base.y + ahead.x * half * sign })
  return { line: `M${[...body, seam].map(spot).join('L')}`, head: `M${spot(tip)}L${spot(wing(1))}L${spot(wing(-1))}Z` }
}

/** The whole track as a line, for pointers to find. */
export const whole = (track: Track): string => `M${track.points.map(spot).join('L')}`

/** The point that far along the track's points. */
export function at(track: Track, share: number): Point {
  return track.points[Math.round(share * (track.points.length - 1))]!
}
