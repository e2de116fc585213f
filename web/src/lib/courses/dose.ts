// Doses: an amount with a unit, as scenarios write them, and the units in which something is dosed.
import { unit as readable } from '../figure/format'

export interface Dose {
  value: number
  unit: string
}

/** "150 mg" is 150 of "mg"; null where no dose is given, or one that this page does not read. */
export function readDose(text: string | number | undefined): Dose | null {
  const [, value, unit] = /^\s*(\d*\.?\d+(?:e[+-]?\d+)?)\s*(.*?)\s*$/i.exec(String(text ?? '')) ?? []
  return value === undefined ? null : { value: Number(value), unit: unit ?? '' }
}

export function writeDose({ value, unit }: Dose): string {
  return unit ? `${value} ${unit}` : String(value)
}

/** Units that one may choose from, the usual one first; that of the dose at hand is always among them. */
export function unitsFor(usual: string, atHand: string | null): string[] {
  const families = [
    ['mg', 'g', 'ug'],
    ['10*9.[CFU]', '[CFU]'],
  ]
  const family = families.find((units) => units.includes(usual)) ?? [usual]
  const first = usual === '[CFU]' ? family : [usual, ...family.filter((unit) => unit !== usual)]
  return atHand === null || first.includes(atHand) ? first : [atHand, ...first]
}

/** As it stands beside an amount, which says whether there is one of it or more. */
export function unitLabel(code: string, amount = 2): string {
  if (code === '10*9.[CFU]') return 'billion CFU'
  if (code === '[CFU]') return 'CFU'
  const [, thing] = /^\{(.*)\}$/.exec(code) ?? []
  return thing ? `${thing}${amount === 1 ? '' : 's'}` : readable(code)
}
