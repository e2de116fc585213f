// What is lived, eaten and taken at a day, in a few words: what stands in the picture where life comes in.
import type { CourseTree, Diet, ScenarioTree } from '../scenario/tree'
import { days } from '../scenario/time'
import { arrowName } from './words'

export type LivedKind = 'food' | 'taken' | 'stress' | 'sleep' | 'lived' | 'cut'

export interface Lived {
  kind: LivedKind
  words: string
}

/** What the scenario says of a day; of the whole time when there is none. */
export function lived(tree: ScenarioTree, day: number | null): Lived[] {
  const habits = tree.habits ?? {}
  const usual: Lived[] = [{ kind: 'food', words: habits.diary ? 'a diary' : dietWords(habits.diet ?? 'the reference diet') }]
  for (const kind of ['stress', 'sleep'] as const) {
    const value = habits[kind]
    if (typeof value === 'string' || typeof value === 'number') usual.push({ kind, words: kind === 'stress' ? `stress ${value}` : `sleep ${value}` })
  }
  const courses = (tree.course ?? []).filter((course) => day === null || inForce(course, day))
  return [...usual, ...courses.flatMap(courseWords)]
}

/** Whether a course is going on at a day. */
export function inForce(course: CourseTree, day: number): boolean {
  const from = course.from ? days(course.from) : 0
  const until = course.until ? days(course.until) : course.lasts ? from + days(course.lasts) : Infinity
  return day >= from && day < until
}

function courseWords(course: CourseTree): Lived[] {
  const dose = course.dose ? ` ${course.dose}` : ''
  if (course.eat !== undefined) return [{ kind: 'food', words: dietWords(course.eat) + dose }]
  const taken = course.take ?? course.apply
  if (taken !== undefined) return [{ kind: 'taken', words: plain(taken) + dose }]
  if (course.cut !== undefined) return [{ kind: 'cut', words: `cut: ${arrowName(course.cut)}` }]
  return Object.entries(course.live ?? {}).map(([habit, value]): Lived => {
    const kind = habit === 'stress' || habit === 'sleep' ? habit : 'lived'
    return { kind, words: `${plain(habit)} ${value}` }
  })
}

const plain = (name: string): string => name.replaceAll('_', ' ')

const dietWords = (diet: Diet): string => plain(typeof diet === 'string' ? diet : Object.keys(diet).join(', '))
