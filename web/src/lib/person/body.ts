// A person's age, weight and height: read from a scenario in any of their units, and written as people say them.
import { days } from '../scenario/time'
import type { PersonTree } from '../scenario/tree'

const YEAR = 365.25
/** Of whom a scenario says nothing. */
const USUAL_AGE = 30
const KILOGRAMS: Record<string, number> = { kg: 1, g: 0.001 }
const CENTIMETRES: Record<string, number> = { m: 100, dm: 10, cm: 1, mm: 0.1 }

export const AGE = { lo: 0, hi: 120 }
export const WEIGHT = { lo: 2, hi: 300 }
export const HEIGHT = { lo: 30, hi: 250 }
export const BODY_MASS_INDEX = { lo: 10, hi: 60 }

export function ageInYears(person: PersonTree | undefined): number {
  const age = person?.age === undefined ? NaN : days(person.age) / YEAR
  return Number.isNaN(age) ? USUAL_AGE : age
}

/** "4 mo" is 4 months; an age in days is months too, for nobody is told by days. */
export function ageAsTold(person: PersonTree | undefined): { value: number; unit: 'a' | 'mo' } {
  const years = ageInYears(person)
  const inMonths = person?.age !== undefined && !/[ay]\s*$/.test(person.age)
  return inMonths ? { value: Number((12 * years).toPrecision(6)), unit: 'mo' } : { value: Number(years.toPrecision(6)), unit: 'a' }
}

export function writtenAge(value: number, unit: 'a' | 'mo'): string {
  return unit === 'a' ? `${value} y` : `${value} mo`
}

export function kilograms(text: string | undefined): number | null {
  return measured(text, KILOGRAMS)
}

export function centimetres(text: string | undefined): number | null {
  return measured(text, CENTIMETRES)
}

function measured(text: string | undefined, units: Record<string, number>): number | null {
  const [, value, unit] = /^\s*(\d*\.?\d+)\s*([a-z]+)\s*$/i.exec(text ?? '') ?? []
  const factor = unit === undefined ? undefined : units[unit]
  return factor === undefined ? null : Number((Number(value) * factor).toPrecision(6))
}

/** 168 cm is "1.68 m". */
export function writtenHeight(centimetres: number): string {
  return `${Number((centimetres / 100).toPrecision(6))} m`
}

/** kg/m²; null where weight or height is left open. */
export function bodyMassIndex(person: PersonTree | undefined): number | null {
  const [weight, height] = [kilograms(person?.weight), centimetres(person?.height)]
  return weight === null || height === null ? null : weight / (height / 100) ** 2
}

/** Why the body does not go with the age, in words; null where it does. Bounds are wide: they catch what was left from another age. */
export function oddity(person: PersonTree | undefined): string | null {
  const [years, weight, height] = [ageInYears(person), kilograms(person?.weight), centimetres(person?.height)]
  const heaviest = years < 2 ? 18 : years < 12 ? 20 + 8 * years : WEIGHT.hi
  const lightest = years < 2 ? WEIGHT.lo : years < 12 ? 6 + years : 25
  const tallest = years < 2 ? 105 : years < 12 ? 90 + 9 * years : HEIGHT.hi
  if (weight !== null && (weight > heaviest || weight < lightest)) return `${weight} kg is unusual at this age.`
  if (height !== null && height > tallest) return `${height} cm is unusual at this age.`
  return null
}
