import { describe, expect, test } from 'vitest'
import type { Evidence, Finding, FindingReading } from '../api/types'
import { ALL, fromQuery, shown, toQuery } from './filters'
import { rows } from './readings'
import { comparison, forestRow } from './rows'

const reading = (name: string, extra: Partial<FindingReading>): FindingReading => ({
  name,
  outcomes: ['skin.pasi'],
  arm: 'treated',
  against: 'placebo',
  day: 84,
  effect: 'ratio',
  is_ratio: true,
  unit: null,
  stated: 'down',
  rule: 'factor 2',
  published: 0.5,
  published_interval: null,
  p: null,
  predicted: 0.45,
  interval: [0.4, 0.5],
  direction: true,
  size: true,
  null: null,
  ...extra,
})

const finding = (id: string, readings: FindingReading[], extra: Partial<Finding> = {}): Finding => ({
  id,
  claim: 'a claim',
  arrows: ['fibre_to_scfa'],
  disease: 'healthy',
  design: 'trial',
  people: 'adults',
  strength: 'strong',
  cited: 'Somebody 2020',
  url: null,
  reported: '',
  note: null,
  scored: true,
  not_run: null,
  readings,
  ...extra,
})

const wrongWay = reading('wrong way', { predicted: 1.2, direction: false, size: false })
const tooSmall = reading('too small', { effect: 'difference', is_ratio: false, unit: 'pg/mL', published: -10, predicted: -2, size: false })
const unsure = reading('unsure', { direction: false, size: null })
const noEffect = reading('an effect', { stated: 'none', rule: 'null', published: null, predicted: 2, direction: null, size: null, null: false })
const noSize = reading('no size', { rule: 'direction', published: null, predicted: 1.05, interval: [0.9, 1.2], direction: false, size: null })
const evidence = {
  findings: [
    finding('F001', [reading('right', {}), tooSmall]),
    finding('F002', [wrongWay, noEffect, unsure, noSize], { disease: 'AD; psoriasis' }),
    finding('F003', [], { not_run: 'there is no such population' }),
  ],
} as unknown as Evidence
const all = rows(evidence)
const named = (name: string) => all.find((row) => row.reading?.name === name)!

describe('readings', () => {
  test('one that misses any of its marks is missed, and says how', () => {
    expect([named('right').verdict, named('too small').verdict, named('wrong way').verdict]).toEqual(['met', 'missed', 'missed'])
    expect(named('too small').told).toBe('goes the published way; too small, 5-fold off')
    expect(named('wrong way').told).toContain('goes the other way')
    expect(named('no size').told).toBe('goes the other way')
    expect(named('unsure').told).toContain('in too few trials')
    expect(named('an effect').told).toBe('an effect where none was published')
  })

  test('a direction alone is drawn as such, and a unit stands by its numbers', () => {
    expect(forestRow(named('no size'))).toMatchObject({ side: 'down', diamond: null, texts: ['predicted 1.05 (0.9 to 1.2)', 'published lower, without a size'] })
    expect(forestRow(named('too small'))).toMatchObject({ side: null, texts: ['predicted −2 (0.4 to 0.5) pg/mL', 'published −10 pg/mL'] })
    expect(comparison(wrongWay)).toBe('treated against placebo on day 84')
    expect(comparison({ ...wrongWay, against: null, day: 1 / 12 })).toBe('treated after 2 h')
  })

  test('a finding that was not run stays among them', () => {
    expect(all.at(-1)).toMatchObject({ verdict: 'not run', reading: null })
  })

  test('a ratio twice too large is as far off as one twice too small', () => {
    const folds = rows({ findings: [finding('F', [reading('a', { predicted: 1 }), reading('b', { predicted: 0.25 })])] } as unknown as Evidence).map((row) => row.fold)
    expect(folds).toEqual([2, 2])
  })
})

describe('filters', () => {
  test('wrong ways come first, then the largest misses, and what was not run last', () => {
    const names = shown(all, ALL).map((row) => row.reading?.name ?? 'not run')
    expect(names.slice(0, 2)).toEqual(['wrong way', 'unsure'])
    expect(names.indexOf('too small')).toBeLessThan(names.indexOf('right'))
    expect(names.at(-1)).toBe('not run')
  })

  test('a finding in two diseases is found by either', () => {
    expect(shown(all, { ...ALL, disease: 'psoriasis' })).toHaveLength(4)
    expect(shown(all, { ...ALL, disease: 'AD', verdict: 'met' })).toHaveLength(0)
  })

  test('an address restores them, and words that nobody offers are let go', () => {
    const filters = { ...ALL, arrow: 'fibre_to_scfa', verdict: 'missed' as const, search: 'sun & sleep', sort: 'finding' as const }
    const query = new URLSearchParams(toQuery(filters, 'F001').toString())
    expect(fromQuery(query)).toEqual(filters)
    expect(query.get('finding')).toBe('F001')
    expect(fromQuery(new URLSearchParams('verdict=splendid&sort=upside-down'))).toEqual(ALL)
  })
})
