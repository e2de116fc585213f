// When a course holds, in days: read from its text, moved, resized, and written again as it was written.
import { days } from '../scenario/time'
import type { CourseTree, ScenarioTree } from '../scenario/tree'

export interface Span {
  from: number
  /** Null: to the end of the run. */
  until: number | null
}

/** The run of a scenario that does not say how long it is. */
const USUAL_LENGTH = 180
/** Nothing is shorter once it is moved or resized. */
const SHORTEST = 1

export function runLength(tree: ScenarioTree): number {
  const length = days(tree.sample?.until ?? '')
  return Number.isNaN(length) || length <= 0 ? USUAL_LENGTH : length
}

/** Times that cannot be read count as not given; the server says what is wrong with them. */
export function spanOf(course: CourseTree): Span {
  const from = time(course.from) ?? 0
  const until = time(course.until)
  const lasts = time(course.lasts)
  return { from, until: until ?? (lasts === null ? null : from + lasts) }
}

function time(text: string | undefined): number | null {
  const value = text === undefined ? NaN : days(text)
  return Number.isNaN(value) ? null : value
}

/** The course at another time. Who wrote weeks reads weeks again, who wrote a last day a last day. */
export function withSpan(course: CourseTree, span: Span): CourseTree {
  const { from, lasts, until, ...deed } = course
  const written: CourseTree = { ...deed, from: timeText(span.from, from) }
  if (span.until === null) return written
  if (until !== undefined) return { ...written, until: timeText(span.until, until) }
  return { ...written, lasts: timeText(span.until - span.from, lasts) }
}

/** 56 is "56 d", or "8 wk" where weeks stood before. */
function timeText(value: number, before: string | undefined): string {
  const inWeeks = before?.trim().endsWith('wk') && value % 7 === 0 && value > 0
  return inWeeks ? `${value / 7} wk` : `${Number(value.toPrecision(10))} d`
}

/** Moved by so many days, within the run. */
export function moved(span: Span, by: number, length: number): Span {
  const from = clamp(span.from + by, 0, length - SHORTEST)
  return { from, until: span.until === null ? null : span.until + (from - span.from) }
}

export function withStart(span: Span, day: number, length: number): Span {
  return { ...span, from: clamp(day, 0, Math.min(span.until ?? length, length) - SHORTEST) }
}

/** An end at or beyond that of the run is no end. */
export function withEnd(span: Span, day: number, length: number): Span {
  return { ...span, until: day >= length ? null : Math.max(day, span.from + SHORTEST) }
}

function clamp(value: number, lo: number, hi: number): number {
  return Math.max(lo, Math.min(hi, value))
}
