import { describe, expect, it } from 'vitest'
import { skinLook, type Reading } from './look'
import { border, bricks, FOLLICLE, FOLLICLE_HALF, FOOT, HEIGHT, strewn, SURFACE, VESSEL, WIDTH } from './section'

/** Values of a plaque, of eczema and of acne as runs give them. */
const PLAQUE: Record<string, Reading> = {
  'skin.epidermal_thickness': { value: 325, healthy: [50, 100] },
  'skin.turnover_time': { value: 12, healthy: [27, 47] },
  'skin.tewl': { value: 43, healthy: [6, 13.9] },
  'skin.pasi': { value: 13.7, healthy: [0, 0.5] },
  'skin.barrier_lipids': { value: 0.68, healthy: [0.7, 1.3] },
}
const read = (readings: Record<string, Reading>) => skinLook((outcome) => readings[outcome] ?? null)

describe('the look of the skin', () => {
  it('is calm where nothing is known to be wrong', () => {
    const calm = read({})
    expect(calm).toMatchObject({ flakes: 0, plug: 0, bulge: 0, th2: 0, th17: 0, neutrophils: 0, itch: 0, mortar: 1 })
    expect(calm.drops).toBeLessThan(6)
  })

  it('thickens, flakes and leaks with a plaque, and stays in the picture', () => {
    const [calm, plaque] = [read({}), read(PLAQUE)]
    expect(plaque.thickness).toBeGreaterThan(2 * calm.thickness)
    expect(plaque.flakes).toBeGreaterThan(8)
    expect(plaque.drops).toBeGreaterThan(3 * calm.drops)
    expect(plaque.rise).toBeLessThan(calm.rise / 2)
    const deepest = Math.max(...Array.from({ length: WIDTH }, (_, x) => border(x, plaque.thickness, plaque.ridges)))
    expect(deepest).toBeLessThan(VESSEL - 40)
  })

  it('changes with every step of an outcome, without a limit that hides the worst', () => {
    const bulge = (value: number) => read({ 'skin.acne.inflammatory_lesions': { value, healthy: [0, 5] } }).bulge
    const steps = [2, 10, 40, 120].map(bulge)
    expect(steps).toEqual([...steps].sort((a, b) => a - b))
    expect(new Set(steps).size).toBe(4)
    expect(steps.at(-1)).toBeLessThan(1)
  })
})

describe('the cross-section', () => {
  it('lays bricks in rows that do not overlap, clear of the follicle', () => {
    const wall = bricks(0.3, 0)
    for (const brick of wall) {
      expect(brick.y).toBeGreaterThanOrEqual(SURFACE)
      expect(brick.y + brick.height).toBeLessThanOrEqual(FOOT)
      expect(brick.x + brick.width <= FOLLICLE - FOLLICLE_HALF || brick.x >= FOLLICLE + FOLLICLE_HALF).toBe(true)
      const same = wall.filter((other) => other !== brick && Math.abs(other.y - brick.y) < 1)
      expect(same.every((other) => other.x >= brick.x + brick.width || other.x + other.width <= brick.x)).toBe(true)
    }
  })

  it('opens the gaps where lipids are lacking', () => {
    expect(bricks(0.2, 0)[0]!.width).toBeLessThan(bricks(1, 0)[0]!.width)
  })

  it('strews the same spots every time, within their box', () => {
    const box = { x: 10, y: 20, width: 100, height: 50 }
    expect(strewn(30, box)).toEqual(strewn(30, box))
    for (const { x, y } of strewn(30, box)) {
      expect(x >= 10 && x <= 110 && y >= 20 && y <= 70).toBe(true)
    }
    expect(HEIGHT).toBeGreaterThan(VESSEL)
  })
})
