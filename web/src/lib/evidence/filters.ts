// Which readings are shown: filters as words that stand in the address, and the choices that each offers.
import { byMiss, byName, VERDICTS, type Kind, type Row, type Verdict } from './readings'

export interface Filters {
  arrow: string
  disease: string
  verdict: Verdict | ''
  strength: string
  kind: Kind | ''
  search: string
  sort: 'miss' | 'finding'
}

export const ALL: Filters = { arrow: '', disease: '', verdict: '', strength: '', kind: '', search: '', sort: 'miss' }

/** The strongest first. */
export const STRENGTHS = ['strong', 'moderate', 'weak']

export function shown(rows: Row[], filters: Filters): Row[] {
  const words = filters.search.toLowerCase().split(/\s+/).filter(Boolean)
  const kept = rows.filter(
    (row) =>
      (!filters.arrow || row.finding.arrows.includes(filters.arrow)) &&
      (!filters.disease || diseases(row).includes(filters.disease)) &&
      (!filters.verdict || row.verdict === filters.verdict) &&
      (!filters.strength || row.finding.strength === filters.strength) &&
      (!filters.kind || row.kind === filters.kind) &&
      has(row, words),
  )
  return kept.sort(filters.sort === 'miss' ? byMiss : byName)
}

/** "AD; psoriasis" is of both. */
export const diseases = (row: Row): string[] => row.finding.disease.split(';').map((one) => one.trim())

function has(row: Row, words: string[]): boolean {
  if (words.length === 0) return true
  const { finding, reading } = row
  const text = [finding.id, finding.claim, finding.people, finding.design, finding.cited, finding.reported, reading?.name, reading?.arm, reading?.against, ...(reading?.outcomes ?? []), ...finding.arrows]
    .join(' ')
    .toLowerCase()
  return words.every((word) => text.includes(word))
}

export interface Choice {
  value: string
  count: number
}

/** What there is to choose from, the commonest first. */
export function choices(rows: Row[], of: (row: Row) => string[]): Choice[] {
  const counts = new Map<string, number>()
  for (const row of rows) for (const value of of(row)) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts].map(([value, count]) => ({ value, count })).sort((a, b) => b.count - a.count || a.value.localeCompare(b.value, 'en'))
}

/** Filters as a query, those that say nothing left out. */
export function toQuery(filters: Filters, finding: string | null): URLSearchParams {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(filters)) if (value && value !== ALL[name as keyof Filters]) query.set(name, value)
  if (finding) query.set('finding', finding)
  return query
}

/** Filters from a query; words that nobody offers are as if they were not there. */
export function fromQuery(query: URLSearchParams): Filters {
  const verdict = VERDICTS.find((one) => one === query.get('verdict')) ?? ''
  const kind = (['ratio', 'difference', 'share', 'standardised'] as const).find((one) => one === query.get('kind')) ?? ''
  const text = (name: string) => query.get(name) ?? ''
  return {
    arrow: text('arrow'),
    disease: text('disease'),
    verdict,
    strength: text('strength'),
    kind,
    search: text('search'),
    sort: query.get('sort') === 'finding' ? 'finding' : 'miss',
  }
}
