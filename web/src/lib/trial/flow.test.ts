import { expect, test } from 'vitest'
import type { TrialResult } from '../api/types'
import { flow } from './flow'

const result = (arms: number): TrialResult => {
  const refused = Array.from({ length: 11 }, (_, place) => ({ why: `a long reason for which nobody is enrolled, number ${place}`, people: 3 }))
  const each = Array.from({ length: arms }, (_, place) => ({ name: `arm ${place}`, allocated: 10, rescued: 1, left: 2 }))
  return { flow: { screened: 73, enrolled: 40, refused }, arms: each } as unknown as TrialResult
}

test.each([[340, 2], [340, 5], [760, 2], [760, 4], [760, 9]])('at %i pixels with %i arms no box covers another or stands out', (width, arms) => {
  const { boxes, height } = flow(result(arms), width)
  expect(boxes).toHaveLength(3 + arms)
  boxes.forEach((one, index) => {
    expect(one.x).toBeGreaterThanOrEqual(0)
    expect(one.x + one.width).toBeLessThanOrEqual(width)
    expect(one.y + one.height).toBeLessThanOrEqual(height)
    for (const other of boxes.slice(index + 1)) {
      const apart = one.x + one.width <= other.x || other.x + other.width <= one.x || one.y + one.height <= other.y || other.y + other.height <= one.y
      expect(apart).toBe(true)
    }
  })
})

test('reasons beyond the eighth are told together', () => {
  const texts = flow(result(2), 760).boxes.flatMap((box) => box.lines)
  expect(texts.join(' ')).toContain('for other reasons: 9')
})
