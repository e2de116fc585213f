import { describe, expect, it } from 'vitest'
import type { Catalogue, OutcomeInfo, Place, RunResult } from '../api/types'
import { label } from '../figure/format'
import { chooseOutcomes, findOutcomes } from './board'

const info = (name: string, place: Place): OutcomeInfo => ({ name, place, unit: '1', meaning: '', healthy: null, status: null, source: null, note: null })
const outcomes = [
  ...['stool.butyrate', 'colon.shannon', 'stool.scfa', 'colon.transit', 'stool.genus.Blautia'].map((name) => info(name, 'gut')),
  info('lining.lm_ratio', 'lining'),
  ...['blood.endotoxin', 'blood.crp', 'blood.il6', 'blood.portal_butyrate'].map((name) => info(name, 'blood')),
  info('blood.cortisol', 'brain'),
  ...['skin.tewl', 'skin.itch', 'skin.pasi', 'skin.acne.inflammatory_lesions'].map((name) => info(name, 'skin')),
]
const catalogue = { outcomes } as Catalogue
const result = (chosen: string[], changed_most: string[]) =>
  ({ outcomes: Object.fromEntries(outcomes.map(({ name }) => [name, {}])), page: { chosen, changed_most } }) as unknown as RunResult

describe('the board', () => {
  it('shows what is asked for first, then what moved, and fills up with what is usual', () => {
    const names = chooseOutcomes(result(['skin.pasi'], ['stool.genus.Blautia', 'colon.transit']), catalogue, [])
    expect(names.slice(0, 2)).toEqual(['skin.pasi', 'colon.transit'])
    expect(names).toContain('skin.tewl')
    expect(names).not.toContain('stool.genus.Blautia')
    expect(names.filter((name) => name.startsWith('skin.'))).toHaveLength(3)
  })
  it('keeps what stood there, and is not filled beyond four by what moves', () => {
    const before = chooseOutcomes(result([], []), catalogue, [])
    const after = chooseOutcomes(result([], ['stool.scfa', 'colon.transit']), catalogue, before)
    expect(after.slice(0, before.length)).toEqual(before)
    expect(after.slice(before.length)).toEqual(['stool.scfa'])
  })
  it('knows nothing of what a run does not hold', () => expect(chooseOutcomes(result(['gone'], []), catalogue, ['lost'])).not.toContain('gone'))
})

describe('the search for outcomes', () => {
  it('finds by words, closest first', () => {
    const found = findOutcomes(outcomes, 'but', label).map(({ name }) => name)
    expect(found).toEqual(['stool.butyrate', 'blood.portal_butyrate'])
    expect(findOutcomes(outcomes, 'blood but', label).map(({ name }) => name)).toEqual(['blood.portal_butyrate'])
  })
})
