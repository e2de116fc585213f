// Shares laid upon each other: which genera are told one by one, in what order, and where each lies over time.
import type { Genus } from '../api/types'

/** The rest, told as one. */
export const OTHERS = 'others'

export interface Kind {
  name: string
  phylum: string
  /** Its place among those of its phylum: it tells the texture. */
  within: number
}

export interface Layer {
  name: string
  side: 'up' | 'down'
  lo: number[]
  hi: number[]
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
/** Between the mean and the largest: it counts a bloom for more than its few days, and what is always there for what it is. */
const presence = (all: readonly (readonly number[])[]): number => {
  const values = all.flat()
  return Math.sqrt(sum(values.map((value) => value * value)) / (values.length || 1))
}
const most = (values: readonly number[]): number => values.reduce((largest, value) => Math.max(largest, value), 0)

/**
 * The genera that make up most, blooms as well as what is always there; by phylum, the phylum that makes up most first, and last what is left.
 */
export function kinds(genera: readonly Genus[], series: (genus: string) => readonly number[][], count: number): Kind[] {
  const known = genera.map((genus) => ({ genus, all: series(genus.name) })).filter(({ all }) => all.length > 0)
  const largest = [...known].sort((a, b) => presence(b.all) - presence(a.all)).slice(0, count)
  const weight = new Map(largest.map(({ genus, all }) => [genus.name, sum(all.map(sum))]))
  const phyla = new Map<string, number>()
  for (const { genus } of largest) phyla.set(genus.phylum, (phyla.get(genus.phylum) ?? 0) + weight.get(genus.name)!)
  const ordered = largest.map(({ genus }) => genus)
  ordered.sort((a, b) => phyla.get(b.phylum)! - phyla.get(a.phylum)! || weight.get(b.name)! - weight.get(a.name)!)
  const counts = new Map<string, number>()
  const told = ordered.map(({ name, phylum }) => {
    const within = counts.get(phylum) ?? 0
    counts.set(phylum, within + 1)
    return { name, phylum, within }
  })
  return known.length > told.length ? [...told, { name: OTHERS, phylum: '', within: 0 }] : told
}

/** Upon each other from 0 up. What is below 0, where values are differences, hangs down from it as a layer of its own. */
export function stack(all: readonly { name: string; values: readonly number[] }[]): Layer[] {
  return [...pile(all, 'up'), ...pile(all, 'down')]
}

function pile(all: readonly { name: string; values: readonly number[] }[], side: Layer['side']): Layer[] {
  const part = side === 'up' ? (value: number): number => Math.max(0, value) : (value: number): number => Math.min(0, value)
  let edge = new Array<number>(all[0]?.values.length ?? 0).fill(0)
  return all.flatMap(({ name, values }) => {
    if (values.every((value) => part(value) === 0)) return []
    const start = edge
    edge = start.map((from, at) => from + part(values[at]!))
    return [{ name, side, lo: side === 'up' ? start : edge, hi: side === 'up' ? edge : start }]
  })
}

/** From the lowest to the highest that any layer reaches. */
export function reach(layers: readonly Layer[]): [number, number] {
  return [Math.min(0, ...layers.flatMap(({ lo }) => lo)), most(layers.flatMap(({ hi }) => hi))]
}

export interface Spot {
  at: number
  middle: number
}

/** Where a layer is thickest, away from the ends, if it is thick enough there to hold a name. */
export function spot({ lo, hi }: Layer, least: number, margin: number): Spot | null {
  let best = -1
  for (let at = Math.ceil(margin * (lo.length - 1)); at <= (1 - margin) * (lo.length - 1); at += 1) {
    if (best < 0 || hi[at]! - lo[at]! > hi[best]! - lo[best]!) best = at
  }
  if (best < 0 || hi[best]! - lo[best]! < least) return null
  return { at: best, middle: (lo[best]! + hi[best]!) / 2 }
}
