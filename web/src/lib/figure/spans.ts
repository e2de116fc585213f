// Courses as stretches of time, laid in lanes so that none covers another.
import { days, USUAL_UNTIL } from '../scenario/time'
import type { CourseTree, ScenarioTree } from '../scenario/tree'
import { number, words } from './format'

export type SpanKind = 'take' | 'apply' | 'eat' | 'live' | 'cut'

export interface Span {
  key: number
  from: number
  to: number
  kind: SpanKind
  /** "clindamycin 150 mg, 4 a day". */
  label: string
  lane: number
}

/** The last day of a scenario. */
export function lastDay(tree: ScenarioTree): number {
  const until = days(tree.sample?.until)
  return until > 0 ? until : USUAL_UNTIL
}

export function spans(tree: ScenarioTree): Span[] {
  const end = lastDay(tree)
  const free: number[] = []
  return (tree.course ?? []).flatMap((course, key) => {
    const kind = kindOf(course)
    const [from, to] = period(course, end)
    if (!kind || !(to > from)) return []
    const found = free.findIndex((day) => day <= from)
    const lane = found < 0 ? free.length : found
    free[lane] = to
    return [{ key, from, to, kind, label: courseLabel(course, kind), lane }]
  })
}

function kindOf(course: CourseTree): SpanKind | undefined {
  return (['take', 'apply', 'eat', 'live', 'cut'] as const).find((kind) => course[kind] !== undefined)
}

/** First and last day of a course within the run. */
function period(course: CourseTree, end: number): [number, number] {
  const from = course.from === undefined ? 0 : days(course.from)
  const lasts = days(course.lasts)
  const until = days(course.until)
  const to = Number.isFinite(until) ? until : Number.isFinite(lasts) ? from + lasts : end
  return [Math.max(0, from), Math.min(end, to)]
}

export function courseLabel(course: CourseTree, kind: SpanKind): string {
  const action = course[kind]
  if (kind === 'cut') return `${course.gain ? `${number(100 * course.gain)} % of` : 'without'} ${words(String(action))}`
  const named = typeof action === 'string' ? action.replaceAll('_', ' ') : mixture(action as Record<string, number | string>, kind)
  const often = course.per_day && course.per_day !== 1 ? `, ${number(course.per_day)} a day` : course.every ? `, every ${course.every}` : ''
  return [named, course.dose].filter(Boolean).join(' ') + often
}

/** Bare numbers are shares of a diet where one eats, and amounts of a habit where one lives. */
function mixture(parts: Record<string, number | string>, kind: SpanKind): string {
  const said = ([name, amount]: [string, number | string]) => {
    const word = name.replaceAll('_', ' ')
    if (typeof amount === 'string') return `${word} ${amount}`
    return kind === 'eat' ? `${number(100 * amount)} % ${word}` : `${word} ${number(amount)}`
  }
  return Object.entries(parts).map(said).join(', ')
}

/** "days 7 to 63". */
export function spanDays(span: Span, end: number): string {
  return span.to >= end ? `from day ${number(span.from)} on` : `days ${number(span.from)} to ${number(span.to)}`
}
