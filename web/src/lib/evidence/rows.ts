// Readings as rows of the forest plot, and as rows of a table.
import type { FindingReading } from '../api/types'
import { number, unit } from '../figure/format'
import type { Table } from '../figure/table'
import { around, linear, ratios, type Axis, type ForestRow } from '../trial/forest'
import type { Kind, Row } from './readings'

const REACH_OF_RATIOS = [20]

/** Ratios share one axis, and so do risk differences; differences have units of their own, and each its own axis. */
export function axisOf(kind: Kind, reading: FindingReading): Axis {
  if (kind === 'ratio') return ratios(REACH_OF_RATIOS)
  if (kind === 'share') return { ...linear([-1, 1], 0, 4), ticks: [-1, 0, 1].map((at) => ({ at, label: String(at).replace('-', '−') })) }
  const values = [reading.published, reading.predicted, ...(reading.published_interval ?? []), ...(reading.interval ?? [])]
  return around(values.filter((value) => value !== null))
}

/** Where all rows are ratios, or all shares, one axis stands for all. */
export function sharedAxis(rows: Row[]): { axis: Axis; across: string } | undefined {
  const first = rows[0]
  if (!first?.reading || !first.kind || rows.some((row) => row.kind !== first.kind)) return undefined
  if (first.kind === 'ratio') return { axis: axisOf('ratio', first.reading), across: 'ratio, logarithmic' }
  if (first.kind === 'share') return { axis: axisOf('share', first.reading), across: 'share, or difference of shares' }
  return undefined
}

export function forestRow(row: Row): ForestRow {
  const { finding, reading, kind } = row
  const shared = { key: row.key, sub: `${finding.id}${finding.scored ? '' : ', does not count'} · ${finding.claim}`, word: row.verdict, missed: row.verdict === 'missed' }
  if (!reading || !kind) {
    const axis = around([1])
    return { ...shared, label: finding.claim, sub: finding.id, texts: ['not run'], axis, dot: null, bar: null, diamond: null, pale: null }
  }
  return {
    ...shared,
    label: reading.name,
    texts: [predictedText(reading), publishedText(reading)],
    axis: axisOf(kind, reading),
    dot: reading.predicted,
    bar: reading.interval,
    diamond: reading.published,
    pale: reading.published_interval,
    side: reading.published === null ? reading.stated : null,
  }
}

function withEnds(value: number | null, ends: [number, number] | null, code: string | null): string {
  const all = ends ? `${number(value)} (${number(ends[0])} to ${number(ends[1])})` : number(value)
  return unit(code) ? `${all} ${unit(code)}` : all
}

export const predictedText = ({ predicted, interval, unit }: FindingReading): string => `predicted ${withEnds(predicted, interval, unit)}`

const STATED = { up: 'higher', down: 'lower', none: 'no effect' }

/** Some publications tell the direction alone. */
export function publishedText({ published, published_interval, stated, unit }: FindingReading): string {
  if (published !== null) return `published ${withEnds(published, published_interval, unit)}`
  return stated ? `published ${STATED[stated]}, without a size` : 'published without a size'
}

/** Who was held against whom, and when: "inulin against placebo on day 84". */
export function comparison({ arm, against, day }: FindingReading): string {
  const when = day < 1 ? `after ${number(24 * day)} h` : `on day ${number(day)}`
  return [arm, against !== null && `against ${against}`, when].filter(Boolean).join(' ')
}

type Cell = string | number | null

const table = (names: (string | [string, string])[], rows: Cell[][]): Table => ({
  columns: names.map((name) => (typeof name === 'string' ? { name } : { name: name[0], unit: name[1] })),
  rows,
})

const effectText = ({ effect, unit: code }: FindingReading): string => (unit(code) ? `${effect} [${unit(code)}]` : effect)

const who = (reading: FindingReading | null): Cell[] => [reading?.arm ?? null, reading?.against ?? null, reading?.day ?? null]

const mark = (right: boolean | null): string | null => (right === null ? null : right ? 'met' : 'missed')

export function tableOf(rows: Row[]): Table {
  const names: (string | [string, string])[] = [
    'finding', 'claim', 'disease', 'design', 'people', 'strength', 'counts', 'arrows', 'reading', 'outcomes', 'arm', 'against', ['day', 'd'],
    'effect', 'unit', 'rule', 'published direction', 'published', 'published from', 'published to', 'p',
    'predicted', 'predicted from', 'predicted to', 'direction', 'size', 'no effect', 'verdict', 'cited', 'not run because',
  ]
  const cells = ({ finding, reading, verdict }: Row): Cell[] => [
    finding.id, finding.claim, finding.disease, finding.design, finding.people, finding.strength, finding.scored ? 'yes' : 'no', finding.arrows.join('; '),
    reading?.name ?? null, reading?.outcomes.join(' + ') ?? null, ...who(reading), reading?.effect ?? null, reading?.unit ?? null, reading?.rule ?? null,
    reading?.stated ?? null, reading?.published ?? null, reading?.published_interval?.[0] ?? null, reading?.published_interval?.[1] ?? null, reading?.p ?? null,
    reading?.predicted ?? null, reading?.interval?.[0] ?? null, reading?.interval?.[1] ?? null,
    mark(reading?.direction ?? null), mark(reading?.size ?? null), mark(reading?.null ?? null), verdict,
    finding.cited, finding.not_run,
  ]
  return table(names, rows.map(cells))
}

/** What one looks at first, for the table of a figure. */
export function shortTable(rows: Row[]): Table {
  const names: (string | [string, string])[] = [
    'finding', 'reading', 'arm', 'against', ['day', 'd'], 'effect', 'published direction', 'published', 'published from', 'published to',
    'predicted', 'predicted from', 'predicted to', 'verdict', 'told',
  ]
  const cells = ({ finding, reading, verdict, told }: Row): Cell[] => [
    finding.id, reading?.name ?? finding.claim, ...who(reading), reading && effectText(reading),
    reading?.stated ?? null, reading?.published ?? null, reading?.published_interval?.[0] ?? null, reading?.published_interval?.[1] ?? null,
    reading?.predicted ?? null, reading?.interval?.[0] ?? null, reading?.interval?.[1] ?? null, verdict, told,
  ]
  return table(names, rows.map(cells))
}
