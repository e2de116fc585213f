// What the page needs to know of a trial's text before the server has read it: a glance, no reading of TOML.
import { fileName } from '../figure/save'

const USUAL_PEOPLE = 200

export interface Glance {
  people: number
  seed: number
}

export function glance(text: string): Glance {
  const population = section(text, 'population')
  return { people: whole(population, 'people') ?? USUAL_PEOPLE, seed: whole(population, 'seed') ?? 1 }
}

/** The file that a trial of this name is kept in, as a command line takes it unquoted. */
export const fileOf = (name: string): string => fileName(/[a-z0-9]/i.test(name) ? name : 'trial', 'toml')

/** The lines below a heading such as `[population]`. */
function section(text: string, name: string): string {
  const lines = text.split('\n')
  const from = lines.findIndex((line) => line.trim().replace(/\s*#.*$/, '') === `[${name}]`)
  if (from < 0) return ''
  const rest = lines.slice(from + 1)
  const to = rest.findIndex((line) => line.trim().startsWith('['))
  return rest.slice(0, to < 0 ? undefined : to).join('\n')
}

function whole(text: string, name: string): number | null {
  const found = new RegExp(`^\\s*${name}\\s*=\\s*([\\d_]+)`, 'm').exec(text)?.[1]
  return found ? Number(found.replaceAll('_', '')) : null
}

/** Where a line begins and ends in a text; lines count from 1. */
export function lineEnds(text: string, line: number): [number, number] {
  const lines = text.split('\n')
  const before = lines.slice(0, line - 1).join('\n')
  const from = line > 1 ? before.length + 1 : 0
  return [from, from + (lines[line - 1]?.length ?? 0)]
}
