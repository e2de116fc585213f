// Courses of a scenario: added, replaced, taken out; and how long it runs. Every edit returns a new tree.
import type { CourseTree, ScenarioTree } from '../scenario/tree'
import { days } from '../scenario/time'

export function addCourse(tree: ScenarioTree, course: CourseTree): ScenarioTree {
  return { ...tree, course: [...(tree.course ?? []), course] }
}

export function setCourse(tree: ScenarioTree, index: number, course: CourseTree): ScenarioTree {
  return { ...tree, course: (tree.course ?? []).map((old, place) => (place === index ? course : old)) }
}

export function removeCourse(tree: ScenarioTree, index: number): ScenarioTree {
  const { course = [], ...rest } = tree
  const left = course.filter((_, place) => place !== index)
  return left.length > 0 ? { ...tree, course: left } : rest
}

/** A curve of more samples looks no other, and an answer does not hold many more. */
const MOST_SAMPLES = 2000

/** How long it runs; a long run is sampled less often. */
export function setLength(tree: ScenarioTree, length: number): ScenarioTree {
  const often = days(tree.sample?.every ?? '1 d')
  const least = Math.ceil(length / MOST_SAMPLES)
  const every = often > 0 && length / often > MOST_SAMPLES ? { every: `${least} d` } : {}
  return { ...tree, sample: { ...tree.sample, ...every, until: `${length} d` } }
}
