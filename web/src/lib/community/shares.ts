// The community of a run: shares by place of the gut and genus, of this life, of the one that is compared with, or of what lies between.
import type { Catalogue, Genus, RunResult } from '../api/types'
import { valueAt } from '../axis/effects'
import type { Table } from '../figure/table'
import { OTHERS, stack, type Kind, type Layer } from './stack'

export const SITES = [
  { key: 'colon.ascending', words: 'Ascending colon', short: 'Asc.' },
  { key: 'colon.transverse', words: 'Transverse colon', short: 'Trans.' },
  { key: 'colon.descending', words: 'Descending colon', short: 'Desc.' },
  { key: 'stool', words: 'Stool', short: 'Stool' },
] as const

export type Site = (typeof SITES)[number]['key']
export type Life = 'now' | 'pinned' | 'difference'

export const outcome = (site: Site, genus: string): string => `${site}.genus.${genus}`

/** Shares of a genus at the days of this run. */
export type Shares = (site: Site, genus: string) => number[] | null

/** Days of the other run may be others: its values are read at those of this one. */
export function shares(now: RunResult, pinned: RunResult | null, life: Life): Shares {
  const days = now.time.values
  const here: Shares = (site, genus) => now.outcomes[outcome(site, genus)]?.values ?? null
  const there: Shares = (site, genus) => {
    const values = pinned?.outcomes[outcome(site, genus)]?.values
    return values && pinned ? days.map((day) => valueAt(pinned.time.values, values, day)) : null
  }
  if (life === 'now' || !pinned) return here
  if (life === 'pinned') return there
  return (site, genus) => {
    const [one, other] = [here(site, genus), there(site, genus)]
    return one && other && one.map((value, at) => value - other[at]!)
  }
}

/** The sites of which the run knows the genera. */
export const sites = (result: RunResult, genera: readonly Genus[]): (typeof SITES)[number][] =>
  SITES.filter(({ key }) => genera.some(({ name }) => outcome(key, name) in result.outcomes))

/** A site's values by kind; the others are added up. */
export function values(of: Shares, site: Site, told: readonly Kind[], genera: readonly Genus[]): { name: string; values: number[] }[] {
  const named = new Set(told.map(({ name }) => name))
  const rest = genera.filter(({ name }) => !named.has(name)).flatMap(({ name }) => of(site, name) ?? [])
  const length = of(site, told[0]?.name ?? '')?.length ?? 0
  return told.map(({ name }) => {
    if (name !== OTHERS) return { name, values: of(site, name) ?? new Array<number>(length).fill(0) }
    const added = Array.from({ length }, (_, at) => {
      let total = 0
      for (let other = at; other < rest.length; other += length) total += rest[other]!
      return total
    })
    return { name, values: added }
  })
}

export const layers = (of: Shares, site: Site, told: readonly Kind[], genera: readonly Genus[]): Layer[] => stack(values(of, site, told, genera))

/** All genera at the start and at a day, for reading and for the file. */
export function table(result: RunResult, of: Shares, catalogue: Catalogue, at: number): Table {
  const known = sites(result, catalogue.genera)
  const day = result.time.values[at]
  const start = result.time.values[0]
  return {
    columns: [
      { name: 'genus' },
      { name: 'phylum' },
      ...known.flatMap(({ words }) => [
        { name: `${words.toLowerCase()}, day ${start}`, unit: '%' },
        { name: `${words.toLowerCase()}, day ${day}`, unit: '%' },
      ]),
    ],
    rows: catalogue.genera.map(({ name, phylum }) => [
      name,
      phylum,
      ...known.flatMap(({ key }) => {
        const all = of(key, name)
        return [all?.[0] ?? null, all?.[at] ?? null]
      }),
    ]),
  }
}
