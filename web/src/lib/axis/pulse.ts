// A place's pulse: the two or three outcomes that tell most about it, and whether they are healthy.
import type { Place, RunResult } from '../api/types'
import { valueAt } from './effects'

export type Health = 'healthy' | 'high' | 'low' | 'unknown'

export interface Beat {
  name: string
  words: string
  value: number
  unit: string
  health: Health
  healthy: [number, number] | null
}

/** The most telling first; outcomes of the skin are of different diseases, so what is out of range comes first. */
const TELLING: Record<Place, [name: string, words: string][]> = {
  life: [],
  gut: [
    ['colon.dysbiosis_index', 'dysbiosis index'],
    ['colon.scfa_made', 'SCFAs made'],
    ['colon.shannon', 'diversity'],
  ],
  lining: [
    ['lining.permeability', 'permeability'],
    ['lining.mucus_thickness', 'mucus'],
    ['stool.calprotectin', 'calprotectin'],
  ],
  blood: [
    ['blood.endotoxin', 'endotoxin'],
    ['blood.tnf', 'TNF'],
    ['blood.crp', 'CRP'],
  ],
  brain: [
    ['blood.cortisol', 'cortisol'],
    ['sleep.debt', 'sleep debt'],
  ],
  skin: [
    ['skin.easi', 'EASI'],
    ['skin.pasi', 'PASI'],
    ['skin.acne.inflammatory_lesions', 'acne lesions'],
    ['skin.itch', 'itch'],
    ['skin.tewl', 'water loss'],
    ['skin.sebum_rate', 'sebum'],
  ],
}
const SHOWN: Record<Place, number> = { life: 0, gut: 3, lining: 3, blood: 3, brain: 2, skin: 4 }

export function health(value: number, healthy: [number, number] | null): Health {
  if (!healthy) return 'unknown'
  if (value < healthy[0]) return 'low'
  return value > healthy[1] ? 'high' : 'healthy'
}

/** How far out of its healthy range, in widths of it; 0 within. */
export function astray(value: number, healthy: [number, number] | null): number {
  if (!healthy) return 0
  return Math.max(0, healthy[0] - value, value - healthy[1]) / (healthy[1] - healthy[0] || 1)
}

/** What is nothing beside the healthy range is told as nothing: a score of 10⁻¹² is 0. */
function told(value: number, healthy: [number, number] | null): number {
  return healthy && Math.abs(value) < (healthy[1] - healthy[0]) / 1000 ? 0 : value
}

/** At the cursor's day; at the end of the run when there is no cursor. */
export function pulse(place: Place, result: RunResult | null, day: number | null): Beat[] {
  if (!result) return []
  const days = result.time.values
  const beats = TELLING[place].flatMap(([name, words]) => {
    const series = result.outcomes[name]
    if (!series) return []
    const value = told(valueAt(days, series.values, day ?? days[days.length - 1] ?? 0), series.healthy)
    return [{ name, words, value, unit: series.unit, healthy: series.healthy, health: health(value, series.healthy) }]
  })
  if (place === 'skin') beats.sort((a, b) => astray(b.value, b.healthy) - astray(a.value, a.healthy))
  return beats.slice(0, SHOWN[place])
}

export const HEALTH_WORDS: Record<Health, string> = {
  healthy: 'in the healthy range',
  high: 'above the healthy range',
  low: 'below the healthy range',
  unknown: 'no healthy range known',
}
