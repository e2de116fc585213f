import { expect, test } from 'vitest'
import { between, duration, expected, left, paced, rate } from './pace'
import { glance, lineEnds } from './text'

test('durations are told with the digits that are known', () => {
  expect([3.2, 43, 89, 170, 3600, 4900, 7150].map(duration)).toEqual(['3 s', '45 s', '90 s', '3 min', '1 h', '1 h 20 min', '2 h'])
  expect(between([20, 40])).toBe('20 to 40 s')
  expect(between([40, 130])).toBe('40 s to 2 min')
})

test('what a trial took before says what it takes with more people', () => {
  const [from, to] = expected(24, { people: 24, seconds: 30 })
  expect(from).toBeLessThan(30)
  expect(to).toBeGreaterThan(30)
  expect(expected(240, { people: 24, seconds: 30 })[0]).toBeGreaterThan(to)
})

test('a phase tells its pace from where it was first seen', () => {
  const pace = paced(paced(null, 'courses', 0.2, 100), 'courses', 0.6, 104)
  expect(left(pace)).toBeCloseTo(4)
  expect(rate(pace, 50)).toBeCloseTo(5)
  expect(paced(pace, 'courses', 0.55, 105).share).toBe(0.6)
  expect(paced(pace, 'courses', 0.01, 105).began).toBe(105)
  expect(left(paced(pace, 'planning', 0, 105))).toBeNull()
})

test('people and seed are read from the population alone', () => {
  const text = 'about = "x"\n[[arm]]\npeople = 3\n[population] # who\nbase = "acne"\npeople = 1_200\n\n[schedule]\nseed = 9\n'
  expect(glance(text)).toEqual({ people: 1200, seed: 1 })
})

test('a line is found in its text', () => {
  expect(lineEnds('ab\ncde\n', 2)).toEqual([3, 6])
  expect(lineEnds('ab', 1)).toEqual([0, 2])
})
