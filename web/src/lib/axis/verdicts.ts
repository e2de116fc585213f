// What became of published findings: a count, and the marks that say it without colour.
import type { Finding, Tally } from '../api/types'

export const VERDICTS = [
  { key: 'direction', words: 'direction' },
  { key: 'size', words: 'size' },
  { key: 'null', words: 'no effect' },
] as const

export const mark = (met: boolean): string => (met ? '✓' : '✗')

export function tally(findings: Finding[]): Tally {
  const judged = findings
    .filter((finding) => finding.scored)
    .flatMap((finding) => finding.readings)
    .flatMap((reading) => VERDICTS.map(({ key }) => reading[key]))
    .filter((verdict) => verdict !== null)
  return { met: judged.filter(Boolean).length, of: judged.length }
}
