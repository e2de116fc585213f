// Where the names of the strongest arrows stand: on their own track, clear of places and of each other; a name that finds no room is left out.
import { at } from './draw'
import type { Point, Track } from './layout'
import type { Box } from './places'

export interface Label {
  name: string
  text: string
  at: Point
}

const SHARES = [0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.18, 0.82]
const LETTER = 6.4
const HEIGHT = 18

export function labels(wanted: { track: Track; text: string }[], taken: Box[], width: number): Label[] {
  const full = [...taken]
  return wanted.flatMap(({ track, text }) => {
    const span = text.length * LETTER + 8
    for (const share of SHARES) {
      const middle = at(track, share)
      const box = { x: middle.x - span / 2, y: middle.y - HEIGHT / 2, width: span, height: HEIGHT }
      if (box.x < 0 || box.x + span > width || full.some((other) => meet(box, other))) continue
      full.push(box)
      return [{ name: track.name, text, at: middle }]
    }
    return []
  })
}

function meet(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
}
