import { describe, expect, test } from 'vitest'
import { around, layout, linear, place, ratios, span, wrapped, type ForestRow } from './forest'

const row = (key: string, extra: Partial<ForestRow> = {}): ForestRow => ({
  key,
  label: 'inflammatory lesions of people with a rather long name of what they were given',
  texts: ['−12 (−20 to −4)', 'true −10'],
  axis: linear([-20, 0], 0),
  dot: -12,
  bar: [-20, -4],
  diamond: -10,
  pale: null,
  ...extra,
})

describe('axes', () => {
  test('a linear axis holds its values and no effect, and ends at ticks', () => {
    const axis = linear([-37.2, -3], 0)
    expect([axis.lo, axis.hi]).toEqual([-40, 0])
    expect(axis.ticks.map((tick) => tick.label)).toEqual(['−40', '−30', '−20', '−10', '0'])
  })

  test('no effect is in the middle of ratios and of an axis around nothing', () => {
    expect(place(ratios([0.3, 2]), 1).at).toBeCloseTo(0.5)
    expect(place(around([-3, 12]), 0).at).toBeCloseTo(0.5)
    expect(around([-3, 11.4]).hi).toBe(15)
  })

  test('halving is as far from no effect as doubling', () => {
    const axis = ratios([4])
    expect(place(axis, 2).at - 0.5).toBeCloseTo(0.5 - place(axis, 0.5).at)
  })

  test('what lies beyond the end is drawn there and says so', () => {
    expect(place(ratios([400]), 400)).toEqual({ at: 1, beyond: 1 })
    expect(place(ratios([400]), 0)).toEqual({ at: 0, beyond: -1 })
    expect(span(linear([0, 1], 0), [null, 0.5])[0]).toEqual({ at: 0, beyond: -1 })
  })
})

test('long names are wrapped and cut', () => {
  expect(wrapped('one two three four', 8, 2)).toEqual(['one two', 'three…'])
  expect(wrapped('short', 10, 2)).toEqual(['short'])
})

test.each([320, 800])('at %i pixels rows lie below each other and their texts inside them', (width) => {
  const { rows, bottom } = layout([row('a', { heads: true }), row('b'), row('c')], width)
  rows.forEach((one, index) => {
    expect(one.top).toBeCloseTo(index === 0 ? 4 : rows[index - 1]!.top + rows[index - 1]!.height)
    const ys = [...one.lines, ...(one.row.heads ? [] : one.texts)].map((text) => text.y)
    expect(Math.min(...ys)).toBeGreaterThan(one.top + 8)
    expect(Math.max(...ys)).toBeLessThan(one.top + one.height)
  })
  expect(bottom).toBeCloseTo(rows[2]!.top + rows[2]!.height)
})
