// Cutting an arrow in a scenario: reading how much of it is left, setting it, and giving it back.
import type { CourseTree, ScenarioTree } from '../scenario/tree'
import { inForce } from './lived'

const cuts = (course: CourseTree, name: string): boolean => course.cut === name
/** A cut that names no gain leaves nothing. */
const left = (course: CourseTree): number => course.gain ?? 0

/** What is left of an arrow at a day; with no day, the least of any time. */
export function gainAt(tree: ScenarioTree, name: string, day: number | null): number {
  const own = (tree.course ?? []).filter((course) => cuts(course, name) && (day === null || inForce(course, day)))
  return own.reduce((least, course) => Math.min(least, left(course)), 1)
}

/** The gain that the slider shows: that of the first course that cuts the arrow, if any. */
export const gainOf = (tree: ScenarioTree, name: string): number => {
  const course = tree.course?.find((one) => cuts(one, name))
  return course ? left(course) : 1
}

/** The scenario with that gain: the first course that cuts the arrow is changed, or one from day 0 on is added. */
export function withGain(tree: ScenarioTree, name: string, gain: number): ScenarioTree {
  const course = tree.course ?? []
  const known = course.findIndex((one) => cuts(one, name))
  const edited = known < 0 ? [...course, { cut: name, gain, from: '0 d' }] : course.map((one, place) => (place === known ? { ...one, gain } : one))
  return { ...tree, course: edited }
}

/** The scenario in which nothing cuts the arrow. */
export function restored(tree: ScenarioTree, name: string): ScenarioTree {
  return { ...tree, course: (tree.course ?? []).filter((course) => !cuts(course, name)) }
}
