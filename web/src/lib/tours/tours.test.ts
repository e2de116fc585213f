import { describe, expect, it } from 'vitest'
import type { RunResult } from '../api/types'
import { compare } from './compare'
import { anchors, completed, EMPTY, GRID, isEnough, setAnchor, stroke } from './drawing'
import { TOURS } from './index'
import { Runs } from './runs.svelte'
import { Seen, valueAt } from './seen'

const days = [0, 25, 50, 75, 100]
const curve = (...values: number[]) => ({ days, values })
const result = { time: { unit: 'd', values: [0, 1, 2] }, outcomes: { a: { unit: '1', values: [5, 1, 3], healthy: null } } } as unknown as RunResult
const axis = { top: 10, unit: 'mmol/kg', other: false }
const met = (verdicts: { of: string; met: boolean }[]) => Object.fromEntries(verdicts.map((verdict) => [verdict.of, verdict.met]))

describe('a comparison', () => {
  it('of the same curve meets all', () => {
    const fall = curve(4, 1, 2, 3, 4)
    expect(met(compare(fall, fall, 4, axis))).toEqual({ Direction: true, Size: true, When: true, 'In the end': true })
  })

  it('tells direction, size, time and end apart', () => {
    const answer = curve(4, 1, 2, 3, 4)
    const [direction] = compare(curve(4, 6, 6, 6, 6), answer, 4, axis)
    expect(direction).toMatchObject({ of: 'Direction', met: false })
    expect(direction?.text).toContain('goes down, by 3 mmol/kg')
    const late = compare(curve(4, 4, 4, 3.6, 3), answer, 4, axis)
    expect(met(late)).toEqual({ Direction: true, Size: false, When: false, 'In the end': false })
    expect(late[1]?.text).toBe('You drew 1 mmol/kg, the model makes 3 mmol/kg, 3 times as much.')
  })

  it('knows when nothing happens', () => {
    const level = curve(4, 4, 4.05, 4, 4)
    expect(compare(level, level, 4, axis)).toEqual([{ of: 'Direction', met: true, text: 'There is next to no change, and you drew none.' }])
    expect(compare(curve(4, 9, 9, 9, 9), level, 4, axis)[0]?.met).toBe(false)
  })

  it('can be with another life', () => {
    const other = { ...axis, other: true }
    const [direction] = compare(curve(1, 2, 3, 4, 4), curve(1, 2, 3, 3, 4), curve(1, 3, 6, 6, 6), other)
    expect(direction).toEqual({ of: 'Direction', met: true, text: 'It goes lower, as you drew.' })
  })
})

describe('a drawing', () => {
  it('is filled along a stroke, in either direction', () => {
    const there = stroke(EMPTY, { place: 10, value: 0 }, { place: 20, value: 10 })
    expect(there[15]).toBe(5)
    expect(there[9]).toBeNull()
    expect(stroke(EMPTY, { place: 20, value: 10 }, { place: 10, value: 0 })).toEqual(there)
  })

  it('by numbers is straight between them', () => {
    const [first = 0, second = 0] = anchors
    const drawn = setAnchor(setAnchor(EMPTY, first, 2), second, 6)
    expect(isEnough(setAnchor(EMPTY, first, 2))).toBe(false)
    expect(isEnough(drawn)).toBe(true)
    expect(drawn[second / 2]).toBe(4)
    const raised = setAnchor(drawn, first, 4)
    expect([raised[first], raised[second / 2], raised[second]]).toEqual([4, 5, 6])
  })

  it('without gaps begins where the model does and stays where it ends', () => {
    const drawn = completed(stroke(EMPTY, { place: 60, value: 3 }, { place: 60, value: 3 }), 1)
    expect(drawn).toHaveLength(GRID)
    expect([drawn[0], drawn[30], drawn[120]]).toEqual([1, 2, 3])
  })
})

describe('what was seen', () => {
  it('has its extremes and its ways back', () => {
    const seen = new Seen(result, 'a')
    expect(seen.lowest).toEqual({ value: 1, day: 1 })
    expect(seen.at(1.5)).toBe(2)
    expect(seen.firstBelow(3, 2)).toBe(2)
    expect(seen.firstBelow(0, 0)).toBeNull()
    expect(valueAt([0, 1], [5, 7], 9)).toBe(7)
  })
})

describe('runs that steps share', () => {
  const tree = { course: [{ take: 'a' }] }
  const moment = () => new Promise((resolve) => setTimeout(resolve, 5))
  const asked: { signal: AbortSignal; answer: (result: RunResult) => void; fail: (error: Error) => void }[] = []
  const runs = new Runs((_, __, signal) => new Promise((answer, fail) => asked.push({ signal, answer, fail })))
  const leave = () => new AbortController()

  it('go on while somebody waits for them, and stop when nobody does', async () => {
    const [first, second, third] = [leave(), leave(), leave()]
    runs.want(tree, false, first.signal)
    first.abort()
    runs.want(tree, false, second.signal)
    await moment()
    expect([asked.length, asked[0]?.signal.aborted]).toEqual([1, false])
    second.abort()
    await moment()
    expect([asked[0]?.signal.aborted, runs.of(tree).phase]).toEqual([true, null])

    runs.want(tree, false, third.signal)
    asked[1]?.answer(result)
    await moment()
    expect(runs.of(tree).result).toBe(result)
    expect(runs.of(tree, true).result).toBeNull()
  })

  it('can be tried again after trouble', async () => {
    runs.want(tree, true, leave().signal)
    asked.at(-1)?.fail(new Error('gone'))
    await moment()
    expect(runs.of(tree, true).trouble).toBe('gone')
    runs.want(tree, true, leave().signal)
    expect(runs.of(tree, true)).toMatchObject({ trouble: null, phase: 'starting' })
  })
})

describe('tours', () => {
  it('ask for outcomes that their runs sample, also where another life is compared', () => {
    for (const step of TOURS.flatMap((tour) => tour.steps)) {
      for (const tree of [step.tree, ...(step.ghost ? [step.ghost.tree] : [])]) expect(tree.sample?.outcomes).toContain(step.outcome)
    }
  })
})
