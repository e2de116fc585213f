import { describe, expect, it } from 'vitest'
import { draw } from './draw'
import { labels } from './labels'
import { layOut, type Link, type Point, type Track } from './layout'
import { COLUMN, NARROW, PLACES, WAYS, WIDE } from './places'

/** Eight arrows one way, three the other, between all pairs that the model has so many of; loops everywhere. */
const crowded: Link[] = [
  ...Array.from({ length: 8 }, (_, n): Link => ({ name: `eaten ${n}`, from: 'life', to: 'gut', width: n === 3 ? 14 : 1 })),
  ...Array.from({ length: 3 }, (_, n): Link => ({ name: `up ${n}`, from: 'gut', to: 'lining', width: 4 })),
  ...Array.from({ length: 2 }, (_, n): Link => ({ name: `down ${n}`, from: 'lining', to: 'gut', width: 1 })),
  ...Array.from({ length: 4 }, (_, n): Link => ({ name: `out ${n}`, from: 'blood', to: 'skin', width: 6 })),
  ...WAYS.map(({ ends: [to, from] }, n): Link => ({ name: `any ${n}`, from, to, width: 2 })),
  ...PLACES.flatMap((place): Link[] => [1, 2, 3].map((n) => ({ name: `${place} ${n}`, from: place, to: place, width: n }))),
]

const distance = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y)
const nearest = (a: Track, b: Track): number => Math.min(...a.points.flatMap((p) => b.points.map((q) => distance(p, q))))

describe.each([
  ['wide', WIDE],
  ['narrow', NARROW],
  ['column', COLUMN],
])('the %s picture', (_, arrangement) => {
  const tracks = layOut(crowded, arrangement)

  it('has a track for every arrow, from the edge of one place to the edge of the other', () => {
    for (const { name, from, to } of crowded) {
      const points = tracks.get(name)!.points
      for (const [place, point] of [
        [from, points[0]!],
        [to, points.at(-1)!],
      ] as const) {
        const box = arrangement.boxes[place]
        const onX = [box.x, box.x + box.width].some((x) => Math.abs(x - point.x) < 0.01)
        const onY = [box.y, box.y + box.height].some((y) => Math.abs(y - point.y) < 0.01)
        expect(onX || onY, name).toBe(true)
      }
    }
  })

  it('keeps arrows of one cable apart', () => {
    for (const a of crowded) {
      for (const b of crowded) {
        if (a.name >= b.name || [a.from, a.to].sort().join() !== [b.from, b.to].sort().join()) continue
        const [one, other] = [tracks.get(a.name)!, tracks.get(b.name)!]
        expect(nearest(one, other), `${a.name}, ${b.name}`).toBeGreaterThan((a.width + b.width) / 2 + 1)
      }
    }
  })

  it('keeps all that meets a side of a place apart', () => {
    const ends = crowded.flatMap(({ name, width }) => [tracks.get(name)!.points[0]!, tracks.get(name)!.points.at(-1)!].map((point) => ({ name, width, point })))
    for (const a of ends) {
      for (const b of ends) {
        if (a.name < b.name) expect(distance(a.point, b.point), `${a.name}, ${b.name}`).toBeGreaterThan((a.width + b.width) / 2)
      }
    }
  })

  it('stays in the picture', () => {
    for (const link of crowded.filter(({ from, to }) => from !== to)) {
      for (const point of tracks.get(link.name)!.points) {
        expect(point.x, link.name).toBeGreaterThan(0)
        expect(point.x, link.name).toBeLessThan(arrangement.width)
        expect(point.y, link.name).toBeGreaterThan(0)
        expect(point.y, link.name).toBeLessThan(arrangement.height)
      }
    }
  })
})

it('draws the head at the place where the arrow acts', () => {
  const track = layOut([{ name: 'a', from: 'skin', to: 'brain', width: 4 }], WIDE).get('a')!
  const tip = track.points.at(-1)!
  expect(draw(track, 4).head).toContain(`M${Math.round(tip.x * 10) / 10} ${Math.round(tip.y * 10) / 10}L`)
})

it('leaves out a name that would stand on another', () => {
  const track = layOut([{ name: 'a', from: 'brain', to: 'blood', width: 1 }], WIDE).get('a')!
  const both = labels([{ track, text: 'one name' }, { track, text: 'another name, and a very long one' }], [], WIDE.width)
  const everywhere = { x: 0, y: 0, width: WIDE.width, height: WIDE.height }
  expect(both[0]?.text).toBe('one name')
  expect(both.length).toBeLessThanOrEqual(2)
  expect(labels([{ track, text: 'one name' }], [everywhere], WIDE.width)).toEqual([])
})
