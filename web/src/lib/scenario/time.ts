// Times as scenarios write them: a number and a unit, such as "8 wk".

/** Days in each unit; a month is a twelfth of a Julian year, as in UCUM. */
const DAYS_PER: Record<string, number> = { min: 1 / 1440, h: 1 / 24, d: 1, wk: 7, mo: 30.4375, a: 365.25, y: 365.25 }

/** "8 wk" is 56; NaN where it is no time. */
export function days(text: string | undefined): number {
  const match = /^\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)\s*([a-z]+)\s*$/i.exec(text ?? '')
  const unit = match ? DAYS_PER[match[2]!] : undefined
  return match && unit ? Number(match[1]) * unit : NaN
}

/** 56 is "56 d". */
export function inDays(value: number): string {
  return `${Number(value.toPrecision(12))} d`
}

/** What a scenario that says nothing else samples. */
export const USUAL_UNTIL = 180
