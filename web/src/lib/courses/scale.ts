// The scale of the time line: where a day lies, and which days are named.

/** Steps between named days: days, weeks, months and quarters of a year in weeks. */
const STEPS = [1, 2, 7, 14, 28, 56, 91, 182, 364, 728, 1456, 3640, 7280]

/** A little more than the run, so that its end can be drawn further. */
export function domainOf(length: number): number {
  return length * 1.12
}

/** Where a day lies, in per cent of the width. */
export function place(day: number, domain: number): number {
  return (100 * Math.min(Math.max(day, 0), domain)) / domain
}

/** Days that are named: at most so many. */
export function ticks(length: number, most: number): number[] {
  const step = STEPS.find((step) => length / step <= most) ?? 7 * Math.ceil(length / most / 7)
  return Array.from({ length: Math.floor(length / step) + 1 }, (_, index) => index * step)
}

/** "day 0", "day 3", "4 wk": whole weeks from two on are told as weeks. */
export function dayLabel(day: number): string {
  return day > 7 && day % 7 === 0 ? `${day / 7} wk` : `day ${Number(day.toPrecision(4))}`
}

/** "1 day", "10 days", "8 weeks". */
export function lengthLabel(days: number): string {
  const weeks = days / 7
  if (weeks >= 1 && Number.isInteger(weeks)) return weeks === 1 ? '1 week' : `${weeks} weeks`
  const rounded = Number(days.toPrecision(3))
  return rounded === 1 ? '1 day' : `${rounded} days`
}
