import { describe, expect, it } from 'vitest'
import { bandPath, dayTicks, linePath, nearest, scale, valueDomain, within } from './geometry'
import { story, storyAt } from './story'
import { asZoom, brushed, scaled } from './zoom'

describe('the vertical axis', () => {
  it('starts at 0 where that costs little', () => expect(valueDomain([2, 10], null)[0]).toBe(0))
  it('does not where the change would be squashed', () => expect(valueDomain([90, 110], null)[0]).toBeGreaterThan(50))
  it('makes no mountain of a molehill', () => {
    const [lo, hi] = valueDomain([10, 10.01], [6, 14])
    expect(hi - lo).toBeGreaterThan(2)
  })
  it('shows the healthy range where it is near', () => {
    const [lo, hi] = valueDomain([20, 60], [40, 100])
    expect(lo).toBe(0)
    expect(hi).toBeGreaterThan(100)
  })
  it('leaves it out where curves would be squashed', () => expect(valueDomain([0.1, 0.2], [40, 130])[1]).toBeLessThan(40))
  it('shows negative values', () => expect(valueDomain([-1, 3], null)[0]).toBeLessThan(-1))
  it.each([[[]], [[NaN]], [[0, 0]]])('has a width for %j', (values) => {
    const [lo, hi] = valueDomain(values, null)
    expect(hi).toBeGreaterThan(lo)
  })
})

describe('paths', () => {
  const x = scale([0, 10], [0, 100])
  const y = scale([0, 1], [50, 0])
  it('run through the values and stop at gaps', () => {
    expect(linePath([0, 5, 10], [0, NaN, 1], x, y)).toBe('M0.0,50.0M100.0,0.0')
    expect(linePath([0, 10], [0, 1], x, y)).toBe('M0.0,50.0L100.0,0.0')
  })
  it('close around a band', () => expect(bandPath([0, 10], [0, 0], [1, 1], x, y)).toBe('M0.0,0.0L100.0,0.0L100.0,50.0L0.0,50.0Z'))
  it('run to the edge of a window', () => expect(within([0, 10, 20, 30, 40], [12, 28])).toEqual([1, 4]))
  it('find the nearest day', () => expect(nearest([0, 2, 4], 2.9)).toBe(1))
  it('have days that a calendar knows', () => {
    expect(dayTicks([0, 180], 320)).toEqual([0, 30, 60, 90, 120, 150, 180])
    expect(dayTicks([3, 25], 320)).toEqual([5, 10, 15, 20, 25])
  })
})

describe('zoom', () => {
  it('is what was brushed, either way round', () => {
    expect(brushed(30, 10, [0, 180])).toEqual([10, 30])
    expect(brushed(10, 10.2, [0, 180])).toBeNull()
    expect(brushed(-5, 400, [0, 180])).toBeNull()
  })
  it('stays within the run', () => {
    expect(scaled([0, 100], 0, 0.5, [0, 180])).toEqual([0, 50])
    expect(scaled([100, 180], 180, 1.5, [0, 180])).toEqual([60, 180])
    expect(scaled([50, 150], 100, 2, [0, 180])).toBeNull()
  })
  it('reads only what is one', () => expect([asZoom([1, 9]), asZoom([9, 1]), asZoom('x')]).toEqual([[1, 9], null, null]))
})

describe('a curve in words', () => {
  const told = { title: 'Butyrate in stool', unit: 'mmol/kg', days: [0, 5, 180], values: [11.8, 0.1, 20], healthy: [40, 130] as const }
  it('says start, extreme and end', () =>
    expect(story(told)).toBe(
      'Butyrate in stool: starts at 11.8 mmol/kg, falls to 0.1 on day 5, ends at 20 on day 180. Healthy is 40–130 mmol/kg; the end is below healthy.',
    ))
  it('says a day', () => expect(storyAt(told, 6)).toBe('Day 5: 0.1 mmol/kg, below healthy'))
})
