// Habits in a scenario: read and changed either from today on, as one open-ended course each for what is lived and what is eaten, or
// always, in `[habits]`. Every edit returns a new tree.
import { days } from '../scenario/time'
import type { CourseTree, Diet, HabitsTree, ScenarioTree } from '../scenario/tree'

export type Scope = 'now' | 'always'
type Amount = number | string

/** From day 0 to the end of the run. */
function isFromToday(course: CourseTree): boolean {
  const starts = course.from === undefined || days(course.from) === 0
  return starts && course.lasts === undefined && course.until === undefined
}

/** The course that a habit changed today is written into. */
function livedNow(course: CourseTree): boolean {
  return course.live !== undefined && isFromToday(course)
}

/** The course that a diet changed today is written into. Foods and products that are eaten in addition are none. */
function eatenNow(isDiet: (name: string) => boolean): (course: CourseTree) => boolean {
  return (course) => {
    const { eat, dose } = course
    const isWhole = typeof eat === 'string' ? dose === undefined && isDiet(eat) : eat !== undefined
    return isWhole && isFromToday(course)
  }
}

/** What is written for a habit; undefined where nothing is. */
export function habitOf(tree: ScenarioTree, scope: Scope, name: string): Amount | undefined {
  if (scope === 'now') return tree.course?.find(livedNow)?.live?.[name]
  const kept = tree.habits?.[name]
  return typeof kept === 'object' ? undefined : kept
}

/** Writes a habit; undefined takes it out again. */
export function setHabit(tree: ScenarioTree, scope: Scope, name: string, value: Amount | undefined): ScenarioTree {
  if (scope === 'always') return withHabits(tree, { [name]: value })
  const live = { ...tree.course?.find(livedNow)?.live }
  if (value === undefined) delete live[name]
  else live[name] = value
  const course = Object.keys(live).length > 0 ? { live, from: '0 d' } : undefined
  return withCourseNow(tree, livedNow, course)
}

export function dietOf(tree: ScenarioTree, scope: Scope, isDiet: (name: string) => boolean): Diet | undefined {
  return scope === 'now' ? tree.course?.find(eatenNow(isDiet))?.eat : tree.habits?.diet
}

export function setDiet(tree: ScenarioTree, scope: Scope, isDiet: (name: string) => boolean, diet: Diet | undefined): ScenarioTree {
  if (scope === 'always') return withHabits(tree, { diet })
  return withCourseNow(tree, eatenNow(isDiet), diet === undefined ? undefined : { eat: diet, from: '0 d' })
}

function withHabits(tree: ScenarioTree, changed: HabitsTree): ScenarioTree {
  const merged: HabitsTree = { ...tree.habits, ...changed }
  const habits = Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== undefined)) as HabitsTree
  const { habits: _, ...rest } = tree
  return Object.keys(habits).length > 0 ? { ...tree, habits } : rest
}

/**
 * Replaces today's course of a kind, or takes it out. A new one comes before all others: a later course of the file takes over from an
 * earlier one, so that what is planned for some weeks still counts, and foods eaten in addition stay on the new plate.
 */
function withCourseNow(tree: ScenarioTree, isIt: (course: CourseTree) => boolean, course: CourseTree | undefined): ScenarioTree {
  const courses = tree.course ?? []
  const index = courses.findIndex(isIt)
  const others = courses.filter((_, place) => place !== index)
  if (course) others.splice(Math.max(index, 0), 0, course)
  const { course: _, ...rest } = tree
  return others.length > 0 ? { ...tree, course: others } : rest
}
