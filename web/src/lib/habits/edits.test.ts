import { describe, expect, it } from 'vitest'
import type { ScenarioTree } from '../scenario/tree'
import { amount, refusal, written } from './amounts'
import { dietOf, habitOf, setDiet, setHabit } from './edits'
import { readMix, writeMix } from './mix'

const isDiet = (name: string) => ['western', 'mediterranean'].includes(name)
const inulin = { eat: 'inulin', from: '0 d' }
const exams = { live: { stress: 30 }, from: '14 d', lasts: '28 d' }

describe('a habit from today on', () => {
  it('is one open-ended course before all others, whatever else is planned', () => {
    const planned: ScenarioTree = { course: [inulin, exams] }
    const once = setHabit(planned, 'now', 'stress', 20)
    const twice = setHabit(once, 'now', 'sleep', '6 h')
    expect(twice.course).toEqual([{ live: { stress: 20, sleep: '6 h' }, from: '0 d' }, inulin, exams])
    expect(habitOf(twice, 'now', 'sleep')).toBe('6 h')
    expect(planned.course).toHaveLength(2)
  })

  it('leaves no empty course behind', () => {
    const tree = setHabit({}, 'now', 'stress', 20)
    expect(setHabit(tree, 'now', 'stress', undefined)).toEqual({})
  })

  it('is not what is kept always', () => {
    const tree = setHabit({ habits: { diet: 'western' } }, 'always', 'sleep', '6 h')
    expect(tree).toEqual({ habits: { diet: 'western', sleep: '6 h' } })
    expect(habitOf(tree, 'now', 'sleep')).toBeUndefined()
    expect(setHabit(setHabit({}, 'always', 'sun', 2), 'always', 'sun', undefined)).toEqual({})
  })
})

describe('a diet from today on', () => {
  it('does not take a product or a food that is eaten in addition for a diet', () => {
    const tree = setDiet({ course: [inulin, { eat: 'western', dose: '12 g/d', from: '0 d' }] }, 'now', isDiet, 'mediterranean')
    expect(tree.course?.[0]).toEqual({ eat: 'mediterranean', from: '0 d' })
    expect(tree.course).toHaveLength(3)
    expect(setDiet(tree, 'now', isDiet, 'western').course).toHaveLength(3)
  })

  it('leaves a diet for some weeks alone', () => {
    const lent = { eat: 'mediterranean', from: '0 d', lasts: '40 d' }
    expect(dietOf({ course: [lent] }, 'now', isDiet)).toBeUndefined()
  })
})

describe('amounts', () => {
  const sleep = { example: '6.5 h', lo: 0, hi: 24 }
  it('are read in any unit of time and written as the habit is', () => {
    expect(amount(sleep, '0.25 d')).toBe(6)
    expect(amount({ example: '18' }, 20)).toBe(20)
    expect(amount({ example: '40320 ng/d' }, '5 ug')).toBeNaN()
    expect(written(sleep, 6.1 + 0.2)).toBe('6.3 h')
  })

  it('outside of what may be lived are refused in words', () => {
    expect(refusal(sleep, 'Sleep', 25)).toBe('25 is too much. Sleep goes from 0 to 24 h.')
    expect(refusal(sleep, 'Sleep', 8)).toBeNull()
  })
})

describe('a mix of two diets', () => {
  it('adds up to one and reads back', () => {
    const diet = writeMix({ first: 'western', second: 'mediterranean', share: 35 })
    expect(diet).toEqual({ western: 0.65, mediterranean: 0.35 })
    expect(readMix(diet)).toEqual({ first: 'western', second: 'mediterranean', share: 35 })
    expect(readMix({ 'oats, dry': '60 g/d' })).toBeNull()
  })
})
