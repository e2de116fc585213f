// A course in words, and courses in rows: what it is, when it holds, and which courses share a row.
import type { Catalogue, Fault } from '../api/types'
import { words } from '../figure/format'
import { dietLabel, wordsOf } from '../habits/words'
import { days } from '../scenario/time'
import type { CourseTree } from '../scenario/tree'
import { readDose, unitLabel } from './dose'
import { agentLabel, kindOf, type Kind } from './offers'
import { dayLabel, lengthLabel } from './scale'
import { spanOf } from './span'

export const KINDS: { kind: Kind; label: string }[] = [
  { kind: 'take', label: 'Taken, applied' },
  { kind: 'eat', label: 'Eaten' },
  { kind: 'live', label: 'Lived' },
  { kind: 'cut', label: 'Cut' },
]

/** "clindamycin, 150 mg 4 × a day", "Mediterranean", "Stress 30", "cut butyrate to barrier". */
export function title(course: CourseTree, catalogue: Pick<Catalogue, 'diets' | 'habits' | 'agents'> | null): string {
  const { eat, live } = course
  if (live) {
    const habits = Object.entries(live).map(([name, value]) => {
      const habit = catalogue?.habits.find((habit) => habit.name === name)
      return `${habit ? wordsOf(habit).label : name} ${value}`
    })
    return habits.join(', ') || 'nothing'
  }
  if (course.cut !== undefined) {
    const left = course.gain ? ` to ${Math.round(100 * course.gain)} %` : ''
    return `${words(course.cut)} cut${left}`
  }
  if (typeof eat === 'object') {
    const names = Object.keys(eat).map((name) => (catalogue?.diets.some((diet) => diet.name === name) ? dietLabel(name) : name))
    return names.length > 2 ? `${names.length} foods or diets` : names.join(' and ')
  }
  const name = course.take ?? course.apply ?? eat ?? 'nothing yet'
  const isDiet = eat !== undefined && catalogue?.diets.some((diet) => diet.name === eat)
  const agent = catalogue?.agents.find((agent) => agent.name === name)
  return [isDiet ? dietLabel(name) : agent ? agentLabel(agent) : name, doseWords(course)].filter(Boolean).join(', ')
}

function doseWords(course: CourseTree): string {
  const dose = readDose(course.dose)
  if (!dose) return ''
  const { per_day: times = 1, every } = course
  const often = every !== undefined ? ` every ${lengthLabel(days(every)).replace(/^1 /, '')}` : times === 1 ? '' : ` ${Number(times.toPrecision(3))} × a day`
  return `${dose.value} ${unitLabel(dose.unit, dose.value)}${often}`.replace(/\s+/g, ' ')
}

/** "day 14 to 6 wk, 4 weeks", or "from day 7 to the end". */
export function when(course: CourseTree): string {
  const { from, until } = spanOf(course)
  if (until === null) return `from ${dayLabel(from)} to the end`
  return `${dayLabel(from)} to ${dayLabel(until)}, ${lengthLabel(until - from)}`
}

/** Rows of a kind: courses of the same thing that do not overlap share one. Courses are given by their place in the scenario. */
export function rowsOf(courses: CourseTree[], kind: Kind, titleOf: (course: CourseTree) => string): number[][] {
  const rows: { title: string; free: number; places: number[] }[] = []
  courses.forEach((course, place) => {
    if (kindOf(course) !== kind) return
    const { from, until } = spanOf(course)
    const named = titleOf(course)
    const row = rows.find((row) => row.title === named && row.free <= from)
    if (row) {
      row.places.push(place)
      row.free = until ?? Infinity
    } else rows.push({ title: named, free: until ?? Infinity, places: [place] })
  })
  return rows.map((row) => row.places)
}

/** What the server finds wrong with a course. */
export function faultsOf(faults: Fault[], place: number): Fault[] {
  return faults.filter(({ field }) => new RegExp(`^course\\[${place}\\]`).test(field))
}
