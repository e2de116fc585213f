// Amounts of habits: the number behind "6.5 h", and back in the way scenarios write it.
import type { Habit } from '../api/types'
import { days } from '../scenario/time'

type Written = Pick<Habit, 'example'>

/** The unit that a habit is written with, which is that of its example; none where a bare number is written. */
export function writtenUnit(habit: Written): string {
  const match = /^\s*[+-]?\d*\.?\d+(?:e[+-]?\d+)?\s*(.*)$/i.exec(habit.example)
  return match?.[1]?.trim() ?? ''
}

/** The number of an amount; null where nothing is written, NaN where it is written in a unit that this page does not read. */
export function amount(habit: Written, written: unknown): number | null {
  if (written === undefined || written === null) return null
  if (typeof written === 'number') return written
  if (typeof written !== 'string') return NaN
  const unit = writtenUnit(habit)
  if (unit === 'h') return tidy(days(written) * 24)
  const [, value, other] = /^\s*([+-]?\d*\.?\d+(?:e[+-]?\d+)?)\s*(.*)$/i.exec(written) ?? []
  return value !== undefined && (other ?? '').trim() === unit ? Number(value) : NaN
}

/** 6.5 as "6.5 h", or as a bare number. */
export function written(habit: Written, value: number): number | string {
  const unit = writtenUnit(habit)
  return unit ? `${tidy(value)} ${unit}` : tidy(value)
}

/** Without what is left over from counting in binary: 0.30000000000000004 is 0.3. */
export function tidy(value: number): number {
  return Number(value.toPrecision(10))
}

/** Why a value cannot be lived, in words; null where it can. */
export function refusal(habit: Pick<Habit, 'lo' | 'hi' | 'example'>, label: string, value: number): string | null {
  const unit = writtenUnit(habit)
  const range = `${label} goes from ${habit.lo} to ${habit.hi}${unit ? ` ${unit}` : ''}.`
  if (Number.isNaN(value)) return `That is no number. ${range}`
  if (value < habit.lo) return `${value} is too little. ${range}`
  if (value > habit.hi) return `${value} is too much. ${range}`
  return null
}
