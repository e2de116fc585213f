import { describe, expect, it } from 'vitest'
import { ageAsTold, ageInYears, bodyMassIndex, centimetres, kilograms, oddity, writtenHeight } from './body'
import { become, presetOf, PRESETS } from './presets'
import { arrange, choose } from './traits'
import { refusal } from './upload'

const named = (...names: string[]) => names.map((name) => ({ name, meaning: `what ${name} is` }))

describe('a body', () => {
  it('is read in any unit', () => {
    expect(ageInYears({ age: '6 mo' })).toBeCloseTo(0.5)
    expect(ageInYears(undefined)).toBe(30)
    expect(ageAsTold({ age: '4 mo' })).toEqual({ value: 4, unit: 'mo' })
    expect(kilograms('6800 g')).toBe(6.8)
    expect(centimetres('1.68 m')).toBe(168)
    expect(writtenHeight(168)).toBe('1.68 m')
    expect(bodyMassIndex({ weight: '62 kg', height: '168 cm' })).toBeCloseTo(21.97, 2)
  })

  it('that was left from another age is odd, and no preset is', () => {
    expect(oddity({ age: '4 mo', weight: '62 kg' })).toContain('62 kg')
    for (const { person } of PRESETS.flatMap((group) => group.people)) expect(oddity(person)).toBeNull()
  })
})

describe('traits', () => {
  it('of one family exclude each other and stand in the order of severity', () => {
    const { families, single } = arrange(
      named('acne-severe', 'acne-mild', 'female', 'infant', 'crohn-active', 'atopic-dermatitis-mild-infant', 'eczema-prone', 'atopic-dermatitis-mild'),
    )
    expect(families.map((family) => family.options.map((option) => option.name))).toEqual([
      ['acne-mild', 'acne-severe'],
      ['eczema-prone', 'atopic-dermatitis-mild'],
    ])
    expect(single.map((trait) => trait.name)).toEqual(['crohn-active'])
    expect(choose(['crohn-active', 'acne-mild'], families[0]!, 'acne-severe')).toEqual(['crohn-active', 'acne-severe'])
    expect(choose(['acne-mild'], families[0]!, null)).toEqual([])
  })
})

describe('somebody else', () => {
  it('keeps habits and courses, but no diet of another age', () => {
    const infant = PRESETS[0]!.people[1]!.person
    const before = { person: {}, habits: { diet: 'western', stress: 20 }, course: [{ take: 'ibuprofen' }] }
    const after = become(before, infant, (diet) => diet.startsWith('infant'))
    expect(after).toEqual({ person: infant, habits: { stress: 20 }, course: [{ take: 'ibuprofen' }] })
    expect(presetOf(after.person)?.label).toBe('Healthy infant')
    expect(presetOf({ ...after.person, sex: 'male' })).toBeNull()
  })
})

describe('a file that cannot be read', () => {
  it('is refused with all that the server says, whatever form that has', () => {
    expect(refusal(422, '{"faults":[],"text":"line 3: no rank"}').text).toBe('line 3: no rank')
    expect(refusal(413, '{"message":"too large"}').text).toBe('too large')
    expect(refusal(502, 'bad gateway').text).toBe('bad gateway')
  })
})
