// Courses of a scenario: added, replaced, taken out; and how long it runs. Every edit returns a new tree.
import type { CourseTree, ScenarioTree } from '../scenario/tree'

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

export function setLength(tree: ScenarioTree, days: number): ScenarioTree {
  return { ...tree, sample: { ...tree.sample, until: `${days} d` } }
}
