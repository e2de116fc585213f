// A curve told in words, for who does not see it.
import { number, quantity, range } from './format'
import { nearest } from './geometry'

export interface Told {
  title: string
  unit: string
  days: readonly number[]
  values: readonly number[]
  healthy: readonly [number, number] | null
}

/** Where a value stands beside what is healthy. */
export function standing(value: number, healthy: readonly [number, number] | null): 'below' | 'within' | 'above' | null {
  if (!healthy || !Number.isFinite(value)) return null
  if (value < healthy[0]) return 'below'
  return value > healthy[1] ? 'above' : 'within'
}

export const STANDING_WORDS = { below: 'below healthy', within: 'within healthy', above: 'above healthy' }

/** "Butyrate in stool: starts at 11.8 mmol/kg, falls to 0.1 on day 5, ends at 20 on day 180. Healthy is 40–130 mmol/kg; the end is below healthy." */
export function story({ title, unit, days, values, healthy }: Told): string {
  const last = values.length - 1
  const [start, end] = [values[0], values[last]]
  if (start === undefined || end === undefined) return `${title}: no values.`
  const far = farthest(values)
  const parts = [`${title}: starts at ${quantity(start, unit)}`]
  if (far !== 0 && far !== last) parts.push(`${values[far]! < start ? 'falls' : 'rises'} to ${number(values[far])} on day ${number(days[far])}`)
  parts.push(`ends at ${number(end)} on day ${number(days[last])}`)
  const beside = standing(end, healthy)
  const judged = healthy && beside ? ` Healthy is ${range(healthy, unit)}; the end is ${STANDING_WORDS[beside]}.` : ''
  return `${parts.join(', ')}.${judged}`
}

/** The place that is farthest from the start. */
function farthest(values: readonly number[]): number {
  let far = 0
  for (let at = 1; at < values.length; at += 1) {
    if (Math.abs(values[at]! - values[0]!) > Math.abs(values[far]! - values[0]!)) far = at
  }
  return far
}

/** "Day 35: 12.3 mmol/kg, below healthy". */
export function storyAt({ unit, days, values, healthy }: Told, day: number): string {
  const at = nearest(days, day)
  const value = values[at]!
  const beside = standing(value, healthy)
  return `Day ${number(days[at])}: ${quantity(value, unit)}${beside ? `, ${STANDING_WORDS[beside]}` : ''}`
}
