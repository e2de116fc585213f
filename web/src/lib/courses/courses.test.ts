import { describe, expect, it } from 'vitest'
import type { Catalogue } from '../api/types'
import { readDose, unitsFor, writeDose } from './dose'
import { addCourse, removeCourse, setCourse, setLength } from './edits'
import { doseInWords, offerOf, offersOf, search } from './offers'
import { dayLabel, lengthLabel, ticks } from './scale'
import { moved, runLength, spanOf, withEnd, withSpan, withStart } from './span'
import { faultsOf, rowsOf, title, when } from './words'

const catalogue = {
  agents: [
    { name: 'clindamycin', kind: 'drug', class: 'lincosamide', aliases: [], per_day: 600, unit: 'mg' },
    { name: 'emollient', kind: 'drug', class: 'emollient', aliases: ['moisturiser'], per_day: 2, unit: '{application}' },
    { name: 'b-breve-m-16v', kind: 'product', class: 'probiotic', aliases: ['B. breve M-16V'], per_day: 5e9, unit: '[CFU]' },
    { name: 'inulin', kind: 'product', class: 'prebiotic', aliases: [], per_day: 10, unit: 'g' },
  ],
  diets: [{ name: 'western', meaning: 'What most eat.', eater: 'adult' }],
  foods: [{ name: 'oats, dry', group: 'grain' }],
  habits: [{ name: 'stress', meaning: 'perceived stress', example: '18', unit: '1', lo: 0, hi: 40, usual: 13, healthy: null, source: null, note: null }],
  arrows: [{ name: 'butyrate_to_barrier', claim: 'butyrate feeds colonocytes' }],
} as unknown as Catalogue
const offers = offersOf(catalogue)

describe('times of a course', () => {
  const course = { eat: 'inulin', from: '7 d', lasts: '8 wk' }
  it('are moved within the run and written as they were', () => {
    expect(spanOf(course)).toEqual({ from: 7, until: 63 })
    expect(withSpan(course, moved(spanOf(course), 3, 120))).toEqual({ eat: 'inulin', from: '10 d', lasts: '8 wk' })
    expect(moved({ from: 7, until: 63 }, -20, 120)).toEqual({ from: 0, until: 56 })
    expect(moved({ from: 7, until: null }, 500, 120)).toEqual({ from: 119, until: null })
    expect(withSpan({ take: 'x', from: '0 d', until: '10 d' }, { from: 2, until: 12 })).toEqual({ take: 'x', from: '2 d', until: '12 d' })
  })

  it('are resized at both ends, never to nothing', () => {
    expect(withStart({ from: 7, until: 63 }, 90, 120).from).toBe(62)
    expect(withEnd({ from: 7, until: 63 }, 3, 120).until).toBe(8)
    expect(withSpan(course, withEnd(spanOf(course), 130, 120))).toEqual({ eat: 'inulin', from: '7 d' })
    expect(withSpan({ take: 'x' }, { from: 0, until: 9 })).toEqual({ take: 'x', from: '0 d', lasts: '9 d' })
  })

  it('that cannot be read count as not given', () => {
    expect(spanOf({ take: 'x', from: 'soon', lasts: '3 apples' })).toEqual({ from: 0, until: null })
    expect(runLength({ sample: { until: '26 wk' } })).toBe(182)
    expect(runLength({})).toBe(180)
  })
})

describe('edits', () => {
  it('leave the tree that was as it was', () => {
    const tree = { sample: { every: '1 d' }, course: [{ take: 'a' }] }
    const two = addCourse(tree, { take: 'b' })
    expect(setCourse(two, 1, { take: 'c' }).course).toEqual([{ take: 'a' }, { take: 'c' }])
    expect(removeCourse(tree, 0)).toEqual({ sample: { every: '1 d' } })
    expect(setLength(tree, 90).sample).toEqual({ every: '1 d', until: '90 d' })
    expect(setLength(tree, 20_000).sample).toEqual({ every: '10 d', until: '20000 d' })
    expect(setLength({}, 2000).sample).toEqual({ until: '2000 d' })
    expect(tree.course).toEqual([{ take: 'a' }])
  })
})

describe('what a course can be', () => {
  it('is found by name, alias and class, the nearest first', () => {
    expect(search(offers, 'breve')[0]?.name).toBe('b-breve-m-16v')
    expect(search(offers, 'moist')[0]?.course).toEqual({ apply: 'emollient', from: '0 d', lasts: '8 wk' })
    expect(search(offers, 'lincosamide').map((offer) => offer.name)).toEqual(['clindamycin'])
    expect(search(offers, 'nothing like it')).toEqual([])
  })

  it('begins as such things are given', () => {
    const start = (name: string) => offers.find((offer) => offer.name === name)?.course
    expect(start('clindamycin')).toEqual({ take: 'clindamycin', from: '0 d', lasts: '7 d' })
    expect(start('inulin')).toEqual({ eat: 'inulin', from: '0 d', lasts: '8 wk' })
    expect(start('butyrate_to_barrier')).toEqual({ cut: 'butyrate_to_barrier', from: '0 d' })
    expect(offerOf({ take: 'B. breve M-16V' }, offers)?.name).toBe('b-breve-m-16v')
    expect(offerOf({ take: 'inulin' }, offers)?.name).toBe('inulin')
  })
})

describe('words', () => {
  it('tell doses and times', () => {
    expect(doseInWords(5e9, '[CFU]')).toBe('5 billion CFU')
    expect(doseInWords(2, '{application}')).toBe('2 applications')
    expect(title({ take: 'clindamycin', dose: '150 mg', per_day: 4 }, catalogue)).toBe('clindamycin, 150 mg 4 × a day')
    expect(title({ take: 'adalimumab', dose: '40 mg', every: '2 wk' }, catalogue)).toBe('adalimumab, 40 mg every 2 weeks')
    expect(title({ take: 'b-breve-m-16v' }, catalogue)).toBe('B. breve M-16V')
    expect(title({ eat: 'western' }, catalogue)).toBe('Western')
    expect(title({ live: { stress: 30 } }, catalogue)).toBe('Stress 30')
    expect(when({ take: 'x', from: '14 d', lasts: '28 d' })).toBe('2 wk to 6 wk, 4 weeks')
    expect([dayLabel(7), dayLabel(10), lengthLabel(1)]).toEqual(['day 7', 'day 10', '1 day'])
  })

  it('read doses in any unit and keep it among the choices', () => {
    expect(readDose('5e9 [CFU]')).toEqual({ value: 5e9, unit: '[CFU]' })
    expect(writeDose(readDose('2 {application}')!)).toBe('2 {application}')
    expect(unitsFor('mg', 'mg/kg')).toEqual(['mg/kg', 'mg', 'g', 'ug'])
  })
})

describe('the time line', () => {
  it('puts courses of the same thing into one row unless they overlap', () => {
    const courses = [
      { take: 'x', from: '0 d', lasts: '7 d' },
      { take: 'x', from: '14 d', lasts: '7 d' },
      { take: 'x', from: '16 d' },
      { eat: 'western' },
    ]
    expect(rowsOf(courses, 'take', (course) => course.take ?? '')).toEqual([[0, 1], [2]])
  })

  it('names few days', () => {
    expect(ticks(120, 6)).toEqual([0, 28, 56, 84, 112])
    expect(ticks(20_000, 6).length).toBeLessThanOrEqual(7)
  })

  it('knows which faults are whose', () => {
    const fault = (field: string) => ({ file: '', line: null, column: null, field, message: '', help: null })
    expect(faultsOf([fault('course[1].dose'), fault('course[10]'), fault('course[1]')], 1)).toHaveLength(2)
  })
})
