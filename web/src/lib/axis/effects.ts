// How strong an arrow is: at a day, or at its largest; in the whole body, or where its outcomes are read in one place.
import type { ArrowStrength, Place, Strengths } from '../api/types'
import { number } from '../figure/format'

export type Where = Place | 'body'

/** An effect below this share of the strongest is hardly any. */
export const FAINT = 0.02

export interface Effect {
  /** As the mean part of the ranges of outcomes. */
  size: number
  /** In the present view's strongest of all days, from 0 to 1: it tells how thick the arrow is drawn. */
  share: number
}

/** The value at a day, between the days that are told; the largest when there is none. */
export function valueAt(days: number[], values: number[], day: number | null): number {
  if (values.length === 0) return 0
  if (day === null) return values.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most))
  const next = days.findIndex((known) => known >= day)
  if (next <= 0) return (next === 0 ? values[0] : values[values.length - 1]) ?? 0
  const [from, to] = [days[next - 1]!, days[next]!]
  const share = (day - from) / (to - from)
  return values[next - 1]! * (1 - share) + values[next]! * share
}

const series = (strength: ArrowStrength, where: Where): number[] => (where === 'body' ? strength.overall : (strength.places[where] ?? []))

/** Below this a number tells nothing. */
const LEAST = 0.001

/** An effect as one reads it: what is next to nothing is told as that. */
export const inWords = (size: number): string => (size > 0 && size < LEAST ? `< ${LEAST}` : number(size))

/** The effect of every arrow, by name; null where nothing is known yet. */
export function effects(strengths: Strengths | null, where: Where, day: number | null): Map<string, Effect> | null {
  if (!strengths) return null
  const most = Math.max(...strengths.arrows.flatMap((strength) => series(strength, where)), Number.MIN_VALUE)
  return new Map(
    strengths.arrows.map((strength) => {
      const size = valueAt(strengths.days, series(strength, where), day)
      return [strength.name, { size, share: size / most }]
    }),
  )
}

/** The largest share that each arrow comes to on any day: so much room its track needs. */
export const largest = (strengths: Strengths | null, where: Where): Map<string, number> =>
  new Map([...(effects(strengths, where, null) ?? [])].map(([name, { share }]) => [name, share]))

export interface Moved {
  name: string
  unit: string
  effect: number
  /** The effect as a part of the outcome's range. */
  part: number
}

/** The outcomes that an arrow moves, those moved most for their range first. */
export function moved(strengths: Strengths | null, name: string, day: number | null): Moved[] {
  const strength = strengths?.arrows.find((one) => one.name === name)
  if (!strengths || !strength) return []
  const told = strength.outcomes.map((outcome) => {
    const effect = valueAt(strengths.days, outcome.effect, day)
    return { name: outcome.name, unit: outcome.unit, effect, part: effect / outcome.scale }
  })
  return told.sort((a, b) => Math.abs(b.part) - Math.abs(a.part))
}
