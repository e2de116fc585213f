// What somebody expected beside what the model answers: the direction, the size, the time, and whether it comes back. Kind, and in numbers.
import { quantity } from '../figure/format'
import { valueAt } from './seen'

export interface Curve {
  days: readonly number[]
  values: readonly number[]
}

export interface Verdict {
  /** What was compared: "Direction", "Size", "When", "In the end". */
  of: string
  /** Whether it was met. */
  met: boolean
  text: string
}

interface Departure {
  /** The farthest from the base, with its sign. */
  by: number
  /** When nine tenths of it were there first. */
  day: number
  /** What is left of it at the end, as a share. */
  left: number
}

/** Less than this share of the axis is no change. */
const LEVEL = 0.02
/** A size within this factor is met, and within a third of the way to it is met well. */
const NEAR = 2
const VERY_NEAR = 1.3
/** Days within this share of the run are the same time. */
const SAME_TIME = 0.08

/** Compares what was drawn with the answer; both as they depart from a base: a level, or the curve of another life. */
export function compare(drawn: Curve, answer: Curve, base: Curve | number, axis: { top: number; unit: string; other: boolean }): Verdict[] {
  const [expected, seen] = [departure(drawn, base), departure(answer, base)]
  const least = LEVEL * axis.top
  const amount = (value: number) => quantity(Math.abs(value), axis.unit)
  const goes = (by: number) => (axis.other ? (by > 0 ? 'higher' : 'lower') : by > 0 ? 'up' : 'down')
  const isLevel = Math.abs(seen.by) < least
  const drawnLevel = Math.abs(expected.by) < least

  if (isLevel) {
    const what = axis.other ? 'next to no difference' : 'next to no change'
    const text = drawnLevel ? `There is ${what}, and you drew none.` : `There is ${what} in the model; you drew ${amount(expected.by)} ${goes(expected.by)}.`
    return [{ of: 'Direction', met: drawnLevel, text }]
  }
  const direction = { of: 'Direction', met: !drawnLevel && Math.sign(expected.by) === Math.sign(seen.by) }
  if (!direction.met) {
    const drew = drawnLevel ? 'hardly any change' : goes(expected.by)
    return [{ ...direction, text: `You drew ${drew}; in the model it goes ${goes(seen.by)}, by ${amount(seen.by)}. A surprise is worth most.` }]
  }
  return [
    { ...direction, text: `It goes ${goes(seen.by)}, as you drew.` },
    size(expected, seen, amount),
    time(expected, seen, answer),
    ending(expected, seen),
  ]
}

function size(expected: Departure, seen: Departure, amount: (value: number) => string): Verdict {
  const ratio = Math.abs(seen.by / expected.by)
  const apart = Math.max(ratio, 1 / ratio)
  const drew = `You drew ${amount(expected.by)}, the model makes ${amount(seen.by)}`
  const verdict = { of: 'Size', met: apart <= NEAR }
  if (apart <= VERY_NEAR) return { ...verdict, text: `${drew}: very near.` }
  if (apart <= NEAR) return { ...verdict, text: `${drew}: the right size.` }
  const times = apart >= 10 ? 'more than ten times' : `${apart.toFixed(1).replace(/\.0$/, '')} times`
  return { ...verdict, text: `${drew}, ${times} ${ratio > 1 ? 'as much' : 'less'}.` }
}

function time(expected: Departure, seen: Departure, answer: Curve): Verdict {
  const length = (answer.days.at(-1) ?? 1) - (answer.days[0] ?? 0)
  const apart = expected.day - seen.day
  const met = Math.abs(apart) <= SAME_TIME * length
  const came = `Nearly all of it is there on day ${Math.round(seen.day)}`
  if (met) return { of: 'When', met, text: `${came}, and on day ${Math.round(expected.day)} in your curve.` }
  return { of: 'When', met, text: `${came}; you drew it ${apart > 0 ? 'slower' : 'faster'}, by day ${Math.round(expected.day)}.` }
}

function ending(expected: Departure, seen: Departure): Verdict {
  const fate = (left: number) => (left < 0.15 ? 'gone' : left < 0.6 ? 'partly there' : 'still there')
  const share = (left: number) => (left < 0.005 ? 'nothing' : `${Math.round(100 * left)} %`)
  const met = fate(expected.left) === fate(seen.left)
  const text = `It is ${fate(seen.left)}: ${share(seen.left)} of it, and ${share(expected.left)} of yours.`
  return { of: 'In the end', met, text }
}

function departure(curve: Curve, base: Curve | number): Departure {
  const gaps = curve.days.map((day, place) => {
    const level = typeof base === 'number' ? base : valueAt(base.days, base.values, day)
    return (curve.values[place] ?? level) - level
  })
  const by = gaps.reduce((most, gap) => (Math.abs(gap) > Math.abs(most) ? gap : most), 0)
  const there = gaps.findIndex((gap) => Math.sign(gap) === Math.sign(by) && Math.abs(gap) >= 0.9 * Math.abs(by))
  const last = gaps.at(-1) ?? 0
  return { by, day: curve.days[there] ?? 0, left: by === 0 ? 0 : Math.max(0, last / by) }
}
