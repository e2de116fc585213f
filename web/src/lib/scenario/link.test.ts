import { describe, expect, it } from 'vitest'
import { pack, read, unpack } from './link'
import type { ScenarioTree } from './tree'

const tree: ScenarioTree = {
  about: 'Grüße 🦠',
  person: { age: '24 y', sex: 'female', traits: ['acne-moderate'] },
  habits: { diet: { western: 0.7, mediterranean: 0.3 }, stress: 13 },
  course: [{ take: 'clindamycin', dose: '150 mg', per_day: 4, from: '0 d', lasts: '7 d' }],
  sample: { until: '180 d' },
}

describe('a link', () => {
  it('restores tree, view and ghost', async () => {
    const shared = { tree, view: { added: ['skin.ph'], zoom: [0, 30] }, ghost: { label: 'before', tree: { sample: { until: '9 d' } } } }
    const text = await pack(shared)
    expect(text).toMatch(/^[A-Za-z0-9_-]+$/)
    expect(text.length).toBeLessThan(500)
    expect(await unpack(text)).toEqual(shared)
  })

  it('never holds what names a file of a person', async () => {
    const own: ScenarioTree = {
      person: { age: '3 y', stool: 'mine.tsv', taxonomy: 'names.tsv', sample: 'me' },
      habits: { stress: 5, diary: 'mine.csv' },
    }
    const back = await unpack(await pack({ tree: own, ghost: { label: '', tree: own } }))
    const kept = { person: { age: '3 y' }, habits: { stress: 5 } }
    expect(back).toEqual({ tree: kept, ghost: { label: '', tree: kept } })
  })

  it.each(['', 'nonsense', 'AAAA', '%%%', 'q1YqS8wpTVWyUgIA'])('is nothing when it is %j', async (text) => {
    expect(await unpack(text)).toBeNull()
  })

  it('is refused when it unfolds to megabytes', async () => {
    expect(await unpack(await pack({ tree: { about: 'a'.repeat(5_000_000) } }))).toBeNull()
  })

  it('leaves out parts that are no parts of a scenario', () => {
    const odd = { tree: { person: [], habits: 'x', course: [1, { take: 'x' }], sample: { outcomes: ['a', 2], until: '9 d' }, shows: {} } }
    expect(read(odd)).toEqual({ tree: { course: [{ take: 'x' }], sample: { outcomes: ['a'], until: '9 d' } } })
  })
})
