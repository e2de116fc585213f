// Findings taken apart into readings: one row each, with the scale it is drawn on, what became of it, and how far off it is.
import type { Evidence, Finding, FindingReading } from '../api/types'
import { number } from '../figure/format'

export type Verdict = 'met' | 'missed' | 'not judged' | 'not run'
export const VERDICTS: Verdict[] = ['met', 'missed', 'not judged', 'not run']

/** What an effect is a number of, which says on what scale it is drawn. */
export type Kind = 'ratio' | 'difference' | 'share' | 'standardised'
export const KINDS: Record<Kind, string> = {
  ratio: 'ratios',
  difference: 'differences and means, each on its own scale',
  share: 'shares and risk differences',
  standardised: 'standardised differences and correlations',
}

export interface Row {
  key: string
  finding: Finding
  /** None of a finding that was not run. */
  reading: FindingReading | null
  verdict: Verdict
  kind: Kind | null
  /** How many times too large or too small; of an effect that goes the other way, infinite; null where no size was published. */
  fold: number | null
  /** What is right and wrong of it, in a few words. */
  told: string
}

const KIND_OF: Record<string, Kind> = {
  share: 'share',
  'risk difference': 'share',
  smd: 'standardised',
  correlation: 'standardised',
}

export const kindOf = (reading: FindingReading): Kind => (reading.is_ratio ? 'ratio' : (KIND_OF[reading.effect] ?? 'difference'))

/** The effect of what does nothing. */
export const neutral = (kind: Kind): number => (kind === 'ratio' ? 1 : 0)

export function rows(evidence: Evidence): Row[] {
  return evidence.findings.flatMap((finding) =>
    finding.readings.length === 0 ? [row(finding, null)] : finding.readings.map((reading) => row(finding, reading)),
  )
}

function row(finding: Finding, reading: FindingReading | null): Row {
  const kind = reading && kindOf(reading)
  const verdict = verdictOf(finding, reading)
  const fold = reading && foldOf(reading)
  return { key: `${finding.id} ${reading?.name ?? ''}`, finding, reading, verdict, kind, fold, told: told(verdict, reading, fold) }
}

function verdictOf(finding: Finding, reading: FindingReading | null): Verdict {
  if (finding.not_run !== null || reading === null || reading.predicted === null) return 'not run'
  const marks = [reading.direction, reading.size, reading.null].filter((mark) => mark !== null)
  if (marks.length === 0) return 'not judged'
  return marks.every(Boolean) ? 'met' : 'missed'
}

/** Of ratios, how many times one is the other; of other effects, how many times the published effect. */
export function foldOf(reading: FindingReading): number | null {
  const none = neutral(kindOf(reading))
  const { published, predicted } = reading
  if (published === null || predicted === null || published === none) return null
  if (none === 1) {
    const fold = predicted / published
    return fold > 0 ? Math.max(fold, 1 / fold) : Infinity
  }
  const share = predicted / published
  return share > 0 ? Math.max(share, 1 / share) : Infinity
}

function told(verdict: Verdict, reading: FindingReading | null, fold: number | null): string {
  if (verdict === 'not run' || reading === null) return 'not run'
  if (verdict === 'not judged') return 'no rule applies'
  const none = neutral(kindOf(reading))
  const said: string[] = []
  if (reading.direction !== null) said.push(reading.direction ? 'goes the published way' : wrongWay(reading, none))
  if (reading.size !== null) said.push(reading.size ? 'size within the rule' : wrongSize(reading, none, fold))
  if (reading.null !== null) said.push(reading.null ? 'no effect, as published' : 'an effect where none was published')
  return said.join('; ')
}

/** A direction is also missed where the median goes the published way but too few of the trials do. */
function wrongWay(reading: FindingReading, none: number): string {
  const { stated, predicted } = reading
  if (stated === null || predicted === null) return 'not the published way, or not surely'
  return (stated === 'up' ? predicted > none : predicted < none) ? 'the published way, but in too few trials' : 'goes the other way'
}

function wrongSize(reading: FindingReading, none: number, fold: number | null): string {
  const { published, predicted } = reading
  if (published === null || predicted === null) return 'size outside the rule'
  if ((published - none) * (predicted - none) <= 0) return 'size outside the rule'
  const larger = Math.abs(predicted - none) > Math.abs(published - none)
  const way = larger ? 'too large' : 'too small'
  return fold === null || fold === Infinity ? way : `${way}, ${number(fold)}-fold off`
}

/** The largest miss first: wrong ways before wrong sizes, then by how far off, and what was not run at the end. */
export function byMiss(a: Row, b: Row): number {
  return rank(a) - rank(b) || far(b) - far(a) || byName(a, b)
}

export const byName = (a: Row, b: Row): number => a.key.localeCompare(b.key, 'en')

function rank(row: Row): number {
  if (row.verdict === 'missed') return row.reading?.direction === false ? 0 : 1
  return 1 + VERDICTS.indexOf(row.verdict) + (row.verdict === 'met' ? 1 : 0)
}

/** Of an effect that should be none, how many half intervals it lies from none. */
function far(row: Row): number {
  if (row.fold !== null) return Math.min(row.fold, 1e6)
  const reading = row.reading
  if (!reading || !row.kind || reading.predicted === null || !reading.interval) return 0
  const half = (reading.interval[1] - reading.interval[0]) / 2
  return half > 0 ? Math.abs(reading.predicted - neutral(row.kind)) / half : 0
}

/** What the rule of a reading asks, in a sentence. */
export const RULES: Record<string, string> = {
  direction: 'The median of the simulated trials goes the published way; where the published p is below 0.01, so do eight of ten trials.',
  'inside CI': 'The median lies in the published 95 % interval.',
  'factor 2': 'The effect is between half and twice the published one; of ratios, what they have above 1.',
  'factor 5': 'The effect is between a fifth and five times the published one; of ratios, what they have above 1.',
  null: 'The median effect is at most 0.2 standard deviations of the control arm (ratios of risks, odds or rates: 0.85 to 1.18), and at most one trial in ten finds one.',
}
