import { expect, it } from 'vitest'
import { kinds, OTHERS, reach, spot, stack } from './stack'

const genera = [
  { name: 'Bacteroides', phylum: 'Bacteroidota' },
  { name: 'Blautia', phylum: 'Bacillota' },
  { name: 'Escherichia', phylum: 'Pseudomonadota' },
  { name: 'Dorea', phylum: 'Bacillota' },
  { name: 'Veillonella', phylum: 'Bacillota' },
]
const shares: Record<string, number[]> = {
  Bacteroides: [40, 40, 40],
  Blautia: [30, 10, 30],
  Escherichia: [0, 35, 0],
  Dorea: [28, 13, 28],
  Veillonella: [2, 2, 2],
}

it('tells a bloom one by one though it is short, groups by phylum, and leaves the rest to the others', () => {
  const told = kinds(genera, (genus) => [shares[genus]!], 4)
  expect(told.map(({ name }) => name)).toEqual(['Blautia', 'Dorea', 'Bacteroides', 'Escherichia', OTHERS])
  expect(told.map(({ within }) => within)).toEqual([0, 1, 0, 0, 0])
})

it('lays shares upon each other without gap or overlap, up to all there is', () => {
  const layers = stack(Object.entries(shares).map(([name, values]) => ({ name, values })))
  layers.slice(1).forEach((layer, below) => expect(layer.lo).toEqual(layers[below]!.hi))
  expect(layers.at(-1)!.hi).toEqual([100, 100, 100])
  expect(reach(layers)).toEqual([0, 100])
})

it('hangs losses down from nothing and stands gains upon it', () => {
  const layers = stack([
    { name: 'lost', values: [-3] },
    { name: 'won', values: [2] },
    { name: 'lost too', values: [-1] },
    { name: 'won too', values: [2] },
  ])
  expect(layers.map(({ name, lo, hi }) => [name, lo[0], hi[0]])).toEqual([
    ['won', 0, 2],
    ['won too', 2, 4],
    ['lost', -3, 0],
    ['lost too', -4, -3],
  ])
  expect(reach(layers)).toEqual([-4, 4])
})

it('finds room for a name where a layer is thick, and none where it is thin', () => {
  const layer = { name: 'a', side: 'up' as const, lo: [0, 0, 0, 0, 0], hi: [9, 1, 4, 2, 9] }
  expect(spot(layer, 3, 0.25)).toEqual({ at: 2, middle: 2 })
  expect(spot(layer, 5, 0.25)).toBeNull()
})

it('tells a genus that is first won and then lost as two layers, so that neither sweeps through the others', () => {
  const layers = stack([{ name: 'a', values: [1, -1] }])
  expect(layers.map(({ side, lo, hi }) => ({ side, lo, hi }))).toEqual([
    { side: 'up', lo: [0, 0], hi: [1, 0] },
    { side: 'down', lo: [0, -1], hi: [0, 0] },
  ])
})
