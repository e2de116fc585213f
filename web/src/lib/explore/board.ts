// Which outcomes the board shows: what the life asks for, what moved most, and what one always wants to see.
import type { Catalogue, OutcomeInfo, Place, RunResult } from '../api/types'

export type ColumnName = 'gut' | 'blood' | 'skin'
export const COLUMNS: { name: ColumnName; title: string; places: Place[]; usual: string[] }[] = [
  { name: 'gut', title: 'Gut and lining', places: ['gut', 'lining'], usual: ['stool.butyrate', 'colon.shannon', 'lining.lm_ratio'] },
  { name: 'blood', title: 'Blood and brain', places: ['blood', 'brain', 'life'], usual: ['blood.endotoxin', 'blood.crp', 'blood.cortisol'] },
  { name: 'skin', title: 'Skin', places: ['skin'], usual: ['skin.tewl', 'skin.itch', 'skin.acne.inflammatory_lesions'] },
]
/** A column shows so many without being asked for more. */
const FULL = 4

/**
 * The names on the board in their order. What stood there stays, so that charts do not jump about while somebody drags a slider;
 * what newly moves joins at the end where there is room.
 */
export function chooseOutcomes(result: RunResult, catalogue: Catalogue, before: readonly string[]): string[] {
  const place = new Map(catalogue.outcomes.map((outcome) => [outcome.name, columnOf(outcome)]))
  const known = (name: string) => place.has(name) && name in result.outcomes
  const names = new Set([...before, ...result.page.chosen].filter(known))
  const count = (column: ColumnName) => [...names].filter((name) => place.get(name) === column).length
  const joinUntil = (candidates: readonly string[], most: number) => {
    for (const name of candidates) {
      const column = place.get(name)
      if (known(name) && column && count(column) < most) names.add(name)
    }
  }
  // The picture of the community shows the genera.
  joinUntil(result.page.changed_most.filter((name) => !name.startsWith('stool.genus.')), FULL)
  for (const column of COLUMNS) joinUntil(column.usual, 3)
  return [...names]
}

export function columnOf(outcome: OutcomeInfo): ColumnName {
  return COLUMNS.find((column) => column.places.includes(outcome.place))?.name ?? 'blood'
}

/** Outcomes that a search finds, the closest first. */
export function findOutcomes(outcomes: readonly OutcomeInfo[], asked: string, label: (name: string) => string): OutcomeInfo[] {
  const parts = asked.toLowerCase().split(/\s+/).filter(Boolean)
  const rank = (outcome: OutcomeInfo) => {
    const title = label(outcome.name).toLowerCase()
    const all = `${title} ${outcome.name.toLowerCase()} ${outcome.meaning.toLowerCase()} ${outcome.place}`
    if (!parts.every((part) => all.includes(part))) return 0
    return parts.some((part) => title.startsWith(part)) ? 3 : parts.every((part) => title.includes(part)) ? 2 : 1
  }
  return outcomes
    .map((outcome) => [rank(outcome), outcome] as const)
    .filter(([found]) => found > 0)
    .sort(([a], [b]) => b - a)
    .map(([, outcome]) => outcome)
}
