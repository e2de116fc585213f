import { readFileSync, readdirSync } from 'node:fs'
import { parse } from 'smol-toml'
import { describe, expect, it } from 'vitest'
import { toToml } from './toml'
import type { ScenarioTree } from './tree'

const EXAMPLES = new URL('../../../../examples/', import.meta.url)
const files = ['', 'claims/', 'arrows/', 'trials/'].flatMap((folder) =>
  readdirSync(new URL(folder, EXAMPLES))
    .filter((file) => file.endsWith('.toml'))
    .map((file) => folder + file),
)

describe('a scenario written as TOML', () => {
  it.each(files.filter((file) => !file.startsWith('trials/')))('says the same as %s', (file) => {
    const tree = parse(readFileSync(new URL(file, EXAMPLES), 'utf8'))
    expect(parse(toToml(tree as ScenarioTree))).toEqual(tree)
  })

  const odd: Record<string, ScenarioTree> = {
    'quotes, backslashes and control signs': { name: 'a "b" \\ c', about: 'two\nlines\tand \u0001 \u007f – Grüße 🦠' },
    'keys with spaces': { habits: { diet: { 'banana, ripe': '120 g/d', oats: '60 g/d' } } },
    'shares of diets': { habits: { diet: { western: 0.7, mediterranean: 0.3 } } },
    'numbers of all sizes': { course: [{ take: 'x', per_day: 1e-7 }, { cut: 'y', gain: 0 }, { take: 'z', per_day: 1e21 }] },
    'inline tables in arrays of tables': { course: [{ live: { dry_air: 1.5, sleep: '6 h' }, from: '14 d' }, { eat: { kefir: '200 g/d' } }] },
    'a long list': { sample: { outcomes: Array.from({ length: 30 }, (_, index) => `skin.outcome_${index}`) } },
    nothing: {},
    'empty tables': { person: {}, sample: { outcomes: [] } },
  }
  it.each(Object.entries(odd))('keeps %s', (_, tree) => {
    expect(parse(toToml(tree))).toEqual(tree)
  })

  it('leaves out what is undefined, and the dust of sums', () => {
    expect(toToml({ name: undefined, course: [{ cut: 'x', gain: 0.1 + 0.2 }] })).toBe('[[course]]\ncut = "x"\ngain = 0.3\n')
  })

  it('reads as the examples do', () => {
    const tree: ScenarioTree = {
      sample: { outcomes: ['skin.tewl'], until: '90 d' },
      course: [{ from: '0 d', take: 'clindamycin', dose: '150 mg' }],
      person: { sex: 'female', age: '24 y' },
      about: 'A week.',
    }
    expect(toToml(tree)).toBe(
      'about = "A week."\n\n[person]\nage = "24 y"\nsex = "female"\n\n[[course]]\ntake = "clindamycin"\ndose = "150 mg"\nfrom = "0 d"\n\n[sample]\nuntil = "90 d"\noutcomes = ["skin.tewl"]\n',
    )
  })
})
