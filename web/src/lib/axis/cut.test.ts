import { expect, it } from 'vitest'
import { gainAt, gainOf, restored, withGain } from './cut'
import { effects, moved, valueAt } from './effects'
import { arrowName } from './words'

it('cuts an arrow from the first day on, edits that cut, and gives the arrow back', () => {
  const life = { course: [{ take: 'clindamycin', lasts: '7 d' }] }
  const cut = withGain(life, 'itch_to_skin', 0.4)
  expect(cut.course).toEqual([...life.course, { cut: 'itch_to_skin', gain: 0.4, from: '0 d' }])
  expect(gainOf(withGain(cut, 'itch_to_skin', 0), 'itch_to_skin')).toBe(0)
  expect(withGain(cut, 'itch_to_skin', 0).course).toHaveLength(2)
  expect(restored(cut, 'itch_to_skin')).toEqual(life)
})

it('knows when a cut lasts, and that a cut without a gain is whole', () => {
  const life = { course: [{ cut: 'itch_to_skin', from: '2 wk', lasts: '7 d' }] }
  expect([13, 14, 20, 21, null].map((day) => gainAt(life, 'itch_to_skin', day))).toEqual([1, 0, 0, 1, 0])
})

it('reads effects between the days that are told, and the largest where no day is asked for', () => {
  expect(valueAt([0, 10, 20], [0, 1, -3], 5)).toBe(0.5)
  expect(valueAt([0, 10, 20], [0, 1, -3], 99)).toBe(-3)
  expect(valueAt([0, 10, 20], [0, 1, -3], null)).toBe(-3)
})

it('scales effects by the strongest of all days, in the place that is asked for', () => {
  const strength = (name: string, overall: number[], skin: number[]) => ({
    name,
    overall,
    places: { skin },
    outcomes: [{ name: 'skin.itch', unit: '1', scale: 2, effect: skin }],
  })
  const strengths = { schema: 'enteroderm.strengths/1' as const, days: [0, 10], seconds: 1, arrows: [strength('a', [0, 2], [0, 0]), strength('b', [1, 1], [0, -4])] }
  expect(effects(strengths, 'body', 10)!.get('a')).toEqual({ size: 2, share: 1 })
  expect(effects(strengths, 'body', 0)!.get('b')!.share).toBe(0.5)
  expect(effects(null, 'body', 0)).toBeNull()
  expect(moved(strengths, 'b', 10)[0]).toMatchObject({ effect: -4, part: -2 })
})

it('says the names of arrows as people do', () => {
  expect(arrowName('il17_to_keratinocyte')).toBe('IL-17 → keratinocyte')
  expect(arrowName('fibre_to_scfa')).toBe('Fibre → SCFA')
})
