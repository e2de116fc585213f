// A curve of a run as texts speak of it: its start, its end, its extremes, and when it comes back.
import { number } from '../figure/format'
import type { RunResult } from '../api/types'

export interface Extreme {
  value: number
  day: number
}

export class Seen {
  readonly days: number[]
  readonly values: number[]

  constructor(
    private readonly result: RunResult,
    readonly outcome: string,
  ) {
    this.days = result.time.values
    this.values = result.outcomes[outcome]?.values ?? []
  }

  /** Another outcome of the same run. */
  of(outcome: string): Seen {
    return new Seen(this.result, outcome)
  }

  get start(): number {
    return this.values[0] ?? NaN
  }
  get end(): number {
    return this.values.at(-1) ?? NaN
  }
  get highest(): Extreme {
    return this.extreme((value, best) => value > best)
  }
  get lowest(): Extreme {
    return this.extreme((value, best) => value < best)
  }

  at(day: number): number {
    return valueAt(this.days, this.values, day)
  }

  /** The first day from `after` on at which it is no more than so much; null where it never is. */
  firstBelow(value: number, after: number): number | null {
    const place = this.days.findIndex((day, place) => day >= after && (this.values[place] ?? Infinity) <= value)
    return this.days[place] ?? null
  }

  private extreme(isBetter: (value: number, best: number) => boolean): Extreme {
    let best = 0
    this.values.forEach((value, place) => {
      if (isBetter(value, this.values[best] ?? value)) best = place
    })
    return { value: this.values[best] ?? NaN, day: this.days[best] ?? NaN }
  }
}

/** Between two samples a curve is straight; beyond its ends it stays. */
export function valueAt(days: readonly number[], values: readonly number[], day: number): number {
  const after = days.findIndex((one) => one >= day)
  if (after < 0) return values.at(-1) ?? NaN
  if (after === 0) return values[0] ?? NaN
  const [from, to] = [days[after - 1] ?? 0, days[after] ?? 0]
  const [low, high] = [values[after - 1] ?? NaN, values[after] ?? NaN]
  return low + ((high - low) * (day - from)) / (to - from || 1)
}

/** A number in a sentence: "4.53". */
export const n = number

/** A share in a sentence: "23 %". */
export const percent = (share: number) => `${Math.round(100 * share)} %`
