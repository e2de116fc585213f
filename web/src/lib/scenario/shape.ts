// Trees that come from outside (a link, the browser's storage, a server) are looked at before anything trusts their shape.
import type { CourseTree, ScenarioTree } from './tree'

export type Plain = Record<string, unknown>

export function isPlain(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The value as a scenario's tree; parts that cannot be one are left out, and null is no tree at all. */
export function asTree(value: unknown): ScenarioTree | null {
  if (!isPlain(value)) return null
  const tree: Plain = { ...value }
  for (const key of ['person', 'habits', 'sample']) {
    if (key in tree && !isPlain(tree[key])) delete tree[key]
  }
  if ('course' in tree) {
    const courses = Array.isArray(tree.course) ? tree.course.filter(isPlain) : []
    if (courses.length > 0) tree.course = courses as CourseTree[]
    else delete tree.course
  }
  keepTexts(tree, 'shows')
  if (isPlain(tree.person)) keepTexts((tree.person = { ...tree.person }), 'traits')
  if (isPlain(tree.sample)) keepTexts((tree.sample = { ...tree.sample }), 'outcomes')
  return tree as ScenarioTree
}

function keepTexts(table: Plain, key: string): void {
  if (!(key in table)) return
  const list = table[key]
  if (Array.isArray(list)) table[key] = list.filter((item) => typeof item === 'string')
  else delete table[key]
}

/** The tree without what names a person's own files: these never leave the page's memory. */
export function withoutFiles(tree: ScenarioTree): ScenarioTree {
  const kept: ScenarioTree = { ...tree }
  if (kept.person) {
    const { stool: _stool, taxonomy: _taxonomy, sample: _sample, ...person } = kept.person
    kept.person = person
  }
  if (kept.habits) {
    const { diary: _diary, ...habits } = kept.habits
    kept.habits = habits
  }
  return kept
}
