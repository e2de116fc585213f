// The axis as rows of a table, and their order.
import type { Arrow, Strengths } from '../api/types'
import { label, signed, unit } from '../figure/format'
import type { Table } from '../figure/table'
import { moved, type Effect } from './effects'
import { arrowName, PLACE_WORDS, wayColour, ways } from './words'

export interface Row {
  name: string
  words: string
  way: string
  colour: string
  from: string
  to: string
  /** How far outcomes move, in their ranges; null before it is known. */
  effect: number | null
  /** The outcome that it moves most, with the change. */
  outcome: string
  /** What the scenario leaves of it; null where that is all. */
  cut: number | null
}

export type SortKey = 'name' | 'from' | 'to' | 'effect' | 'outcome'

export function rows(
  arrows: Arrow[],
  effects: Map<string, Effect> | null,
  strengths: Strengths | null,
  day: number | null,
  gain: (name: string) => number,
): Row[] {
  const all = ways(arrows)
  return arrows.map((arrow) => {
    const most = moved(strengths, arrow.name, day)[0]
    const left = gain(arrow.name)
    return {
      name: arrow.name,
      words: arrowName(arrow.name),
      way: arrow.way,
      colour: wayColour(arrow.way, all),
      from: PLACE_WORDS[arrow.from],
      to: PLACE_WORDS[arrow.to],
      effect: effects?.get(arrow.name)?.size ?? null,
      outcome: most && most.effect !== 0 ? [label(most.name), signed(most.effect), unit(most.unit)].filter(Boolean).join(' ') : '',
      cut: left < 1 ? left : null,
    }
  })
}

/** Equal rows keep the order of the catalogue, in which matter and signals travel. */
export function sorted(all: Row[], key: SortKey, falling: boolean): Row[] {
  const value = (row: Row): string | number => (key === 'name' ? row.words : key === 'effect' ? (row.effect ?? -1) : row[key])
  const order = (a: Row, b: Row): number => {
    const [x, y] = [value(a), value(b)]
    return typeof x === 'number' && typeof y === 'number' ? x - y : String(x).localeCompare(String(y), 'en')
  }
  return [...all].sort((a, b) => (falling ? order(b, a) : order(a, b)))
}

export const table = (all: Row[]): Table => ({
  columns: [{ name: 'arrow' }, { name: 'way' }, { name: 'from' }, { name: 'to' }, { name: 'effect', unit: 'of the range of outcomes' }, { name: 'moves most' }, { name: 'left of it' }],
  rows: all.map((row) => [row.words, row.way, row.from, row.to, row.effect, row.outcome, row.cut ?? 1]),
})
