// What the numbers of an endpoint are of, and how they are written: shares as per cent, hazards as ratios, means in their unit.
import type { Contrast, Endpoint, TrialResult } from '../api/types'
import { number, unit } from '../figure/format'
import { linear, ratios, type Axis, type Ends } from './forest'

export type EffectKind = 'share' | 'hazard' | 'mean'

export interface Effect {
  kind: EffectKind
  /** The unit of an effect, and of what is seen in an arm. */
  unit: string
  armUnit: string
  /** "Difference [percentage points]". */
  label: string
  none: number
}

export function effectOf(endpoint: Endpoint): Effect {
  // What is estimated says it, whichever method did so and whether or not one could.
  if (endpoint.estimand.startsWith('response in ')) return made('share', 'percentage points', '%')
  if (endpoint.estimand.startsWith('time until ')) return made('hazard', '', unit(endpoint.unit))
  const own = unit(endpoint.unit)
  return made('mean', own === '%' ? 'percentage points' : own, own)
}

function made(kind: EffectKind, own: string, armUnit: string): Effect {
  const what = kind === 'share' ? 'difference of shares' : 'difference'
  const label = kind === 'hazard' ? 'hazard ratio' : own ? `${what} [${own}]` : what
  return { kind, unit: own, armUnit, label, none: kind === 'hazard' ? 1 : 0 }
}

/** On which side of no effect it is good; to respond, and to respond soon, is hoped for whichever way the outcome goes. */
export function betterSide(result: TrialResult, endpoint: Endpoint): -1 | 1 {
  const place = result.endpoints.findIndex((one) => one.name === endpoint.name)
  return effectOf(endpoint).kind === 'mean' && result.page.lower_is_better[place] ? -1 : 1
}

export const betterInWords = (side: -1 | 1): string => (side < 0 ? 'less is better' : 'more is better')

/** A value as it is written: shares as per cent. */
export const shownValue = (effect: Effect, value: number | null): number | null => (value === null ? null : effect.kind === 'share' ? 100 * value : value)

export const shownEnds = (effect: Effect, [lo, hi]: Ends): Ends => [shownValue(effect, lo), shownValue(effect, hi)]

/** "−12 (−20 to −4)"; an end that is not known is a dash. */
export function told(effect: Effect, value: number | null, ends: Ends | null): string {
  const own = number(shownValue(effect, value))
  if (!ends || (ends[0] === null && ends[1] === null)) return own
  const [lo, hi] = shownEnds(effect, ends)
  return `${own} (${number(lo)} to ${number(hi)})`
}

export function withUnit(text: string, of: string): string {
  if (!of) return text
  return `${text} ${of}`
}

export function axisFor(effect: Effect, values: (number | null)[]): Axis {
  const known = values.filter((value) => value !== null)
  return effect.kind === 'hazard' ? ratios(known) : linear(known, effect.none)
}

/** All that a contrast is drawn from, as it is written. */
export const valuesOf = (effect: Effect, contrast: Contrast): (number | null)[] =>
  [contrast.estimate, ...contrast.ci, contrast.true_effect].map((value) => shownValue(effect, value))

/** "p = 0.012", "p < 0.001". */
export const pText = (p: number | null): string => (p === null ? 'p not known' : p < 0.001 ? 'p < 0.001' : `p = ${number(p)}`)

/** The confidence of intervals: "95 %". */
export const confidence = (alpha: number): string => `${number(100 * (1 - alpha))} %`

/** The product and unit in the name of an arm such as `inulin 5 g/d`. */
export function dosed(arm: string, dose: number): { product: string; unit: string } {
  const words = arm.split(' ')
  const at = words.findIndex((word, place) => place > 0 && Number(word) === dose)
  return at < 0 ? { product: arm, unit: '' } : { product: words.slice(0, at).join(' '), unit: words.slice(at + 1).join(' ') }
}
