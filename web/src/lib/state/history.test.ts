import { describe, expect, it } from 'vitest'
import { changedSpot, History } from './history'

describe('undo and redo', () => {
  it('walk back and forth', () => {
    const history = new History<{ a: number }>()
    history.record({ a: 1 }, { a: 2 }, 0)
    history.record({ a: 2 }, { a: 3 }, 5000)
    expect(history.undo({ a: 3 })).toEqual({ a: 2 })
    expect(history.undo({ a: 2 })).toEqual({ a: 1 })
    expect(history.undo({ a: 1 })).toBeUndefined()
    expect(history.redo({ a: 1 })).toEqual({ a: 2 })
    history.record({ a: 2 }, { a: 9 }, 9000)
    expect(history.canRedo).toBe(false)
  })

  it('take the drags of a slider as one step, but not those of two', () => {
    const history = new History<object>()
    history.record({ a: 1, b: 1 }, { a: 2, b: 1 }, 0)
    history.record({ a: 2, b: 1 }, { a: 3, b: 1 }, 100)
    history.record({ a: 3, b: 1 }, { a: 3, b: 2 }, 200)
    expect(history.undo({ a: 3, b: 2 })).toEqual({ a: 3, b: 1 })
    expect(history.undo({ a: 3, b: 1 })).toEqual({ a: 1, b: 1 })
  })

  it('know where something changed', () => {
    expect(changedSpot({ habits: { stress: 1, sleep: 7 } }, { habits: { stress: 2, sleep: 7 } })).toBe('habits.stress')
    expect(changedSpot({ course: [{ gain: 0 }, { gain: 1 }] }, { course: [{ gain: 0 }, { gain: 0.5 }] })).toBe('course.1.gain')
    expect(changedSpot({ a: 1, b: 1 }, { a: 2, b: 2 })).toBe('')
  })
})
