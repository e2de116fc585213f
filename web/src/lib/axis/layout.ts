// The geometry of the axis: arrows of a pair of places run side by side in one cable, and cables share the sides of a place without overlap.
// A track is where an arrow runs; how thick it is drawn may change with the day, so room is kept for its thickest.
import type { Place } from '../api/types'
import { LOOPS, WAYS, type Arrangement, type Box, type Port, type Side } from './places'

export interface Point {
  x: number
  y: number
}

/** What the layout needs to know of an arrow. */
export interface Link {
  name: string
  from: Place
  to: Place
  /** The thickest that it will be drawn. */
  width: number
}

export interface Track {
  name: string
  /** From where it begins to where it acts. */
  points: Point[]
  /** How wide a strip is its own. */
  room: number
}

const STEPS = 40
const LEAST_ROOM = 10
const ROOM_BESIDE = 7
const CABLE_GAP = 10
const LOOP_CORE = 9
const OUTWARD: Record<Side, Point> = { left: { x: -1, y: 0 }, right: { x: 1, y: 0 }, top: { x: 0, y: -1 }, bottom: { x: 0, y: 1 } }

const room = (link: Link): number => Math.max(LEAST_ROOM, link.width + ROOM_BESIDE)
const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0)

interface End {
  place: Place
  port: Port
  /** How much of the side it takes. */
  span: number
  centre: number
}

interface Cable {
  links: Link[]
  ends: End[]
  handles: [number, number] | null
}

/** Where every arrow runs. */
export function layOut(links: Link[], arrangement: Arrangement): Map<string, Track> {
  const cables = [...between(links, arrangement), ...within(links)]
  const ends = cables.flatMap((cable) => cable.ends)
  for (const place of Object.keys(arrangement.boxes) as Place[]) {
    for (const side of Object.keys(OUTWARD) as Side[]) {
      share(
        ends.filter((end) => end.place === place && end.port.side === side),
        arrangement.boxes[place],
      )
    }
  }
  const tracks = cables.flatMap((cable) => (cable.handles ? run(cable, cable.handles, arrangement) : loop(cable, arrangement)))
  return new Map(tracks.map((track) => [track.name, track]))
}

function between(links: Link[], arrangement: Arrangement): Cable[] {
  return WAYS.flatMap(({ ends, ports, handles }) => {
    const there = links.filter((link) => link.from === ends[0] && link.to === ends[1])
    const back = links.filter((link) => link.from === ends[1] && link.to === ends[0])
    const own = [...there, ...back]
    const span = sum(own.map(room))
    const end = (which: 0 | 1): End => ({ place: ends[which], port: ports[which], span, centre: 0 })
    return own.length ? [{ links: own, ends: [end(0), end(1)], handles: arrangement.handles?.[ends.join('-')] ?? handles }] : []
  })
}

function within(links: Link[]): Cable[] {
  return (Object.keys(LOOPS) as Place[]).flatMap((place) => {
    const own = links.filter((link) => link.from === place && link.to === place)
    const span = 2 * (LOOP_CORE + sum(own.map(room)))
    return own.length ? [{ links: own, ends: [{ place, port: LOOPS[place], span, centre: 0 }], handles: null }] : []
  })
}

/** Gives every end its stretch of the side: as near to where it belongs as its neighbours allow. */
function share(ends: End[], box: Box): void {
  const upright = ends[0]?.port.side === 'left' || ends[0]?.port.side === 'right'
  const [start, length] = upright ? [box.y, box.height] : [box.x, box.width]
  const ordered = [...ends].sort((a, b) => a.port.at - b.port.at)
  let free = start
  for (const end of ordered) {
    end.centre = Math.max(start + end.port.at * length, free + end.span / 2)
    free = end.centre + end.span / 2 + CABLE_GAP
  }
  let last = start + length
  for (const end of ordered.reverse()) {
    end.centre = Math.min(end.centre, last - end.span / 2)
    last = end.centre - end.span / 2 - CABLE_GAP
  }
}

function meeting(end: End, arrangement: Arrangement): Point {
  const box = arrangement.boxes[end.place]
  switch (end.port.side) {
    case 'left':
      return { x: box.x, y: end.centre }
    case 'right':
      return { x: box.x + box.width, y: end.centre }
    case 'top':
      return { x: end.centre, y: box.y }
    case 'bottom':
      return { x: end.centre, y: box.y + box.height }
  }
}

const along = (from: Point, direction: Point, by: number): Point => ({ x: from.x + direction.x * by, y: from.y + direction.y * by })

function cubic(a: Point, b: Point, c: Point, d: Point): (t: number) => { at: Point; slope: Point } {
  return (t) => {
    const s = 1 - t
    const mix = (key: 'x' | 'y'): number => s * s * s * a[key] + 3 * s * s * t * b[key] + 3 * s * t * t * c[key] + t * t * t * d[key]
    const rate = (key: 'x' | 'y'): number => s * s * (b[key] - a[key]) + 2 * s * t * (c[key] - b[key]) + t * t * (d[key] - c[key])
    return { at: { x: mix('x'), y: mix('y') }, slope: { x: rate('x'), y: rate('y') } }
  }
}

const steps = Array.from({ length: STEPS + 1 }, (_, step) => step / STEPS)

/** Lanes beside a common middle: each keeps its distance from it all the way, so that none meets its neighbour. */
function run(cable: Cable, handles: [number, number], arrangement: Arrangement): Track[] {
  const [a, b] = cable.ends as [End, End]
  const [start, end] = [meeting(a, arrangement), meeting(b, arrangement)]
  const distance = Math.hypot(end.x - start.x, end.y - start.y)
  const curve = cubic(
    start,
    along(start, OUTWARD[a.port.side], handles[0] * distance),
    along(end, OUTWARD[b.port.side], handles[1] * distance),
    end,
  )
  let used = -a.span / 2
  return cable.links.map((link) => {
    const own = room(link)
    const offset = used + own / 2
    used += own
    const points = steps.map((t) => {
      const { at, slope } = curve(t)
      const length = Math.hypot(slope.x, slope.y) || 1
      return along(at, { x: -slope.y / length, y: slope.x / length }, offset)
    })
    return { name: link.name, points: link.from === a.place ? points : points.reverse(), room: own }
  })
}

/** Loops within a place, one around the other. */
function loop(cable: Cable, arrangement: Arrangement): Track[] {
  const end = cable.ends[0]!
  const out = OUTWARD[end.port.side]
  const side = { x: Math.abs(out.y), y: Math.abs(out.x) }
  const middle = meeting(end, arrangement)
  let used = LOOP_CORE
  return cable.links.map((link) => {
    const own = room(link)
    const reach = used + own / 2
    used += own
    const [start, stop] = [along(middle, side, -reach), along(middle, side, reach)]
    const curve = cubic(start, along(start, out, reach * 1.35), along(stop, out, reach * 1.35), stop)
    return { name: link.name, points: steps.map((t) => curve(t).at), room: own }
  })
}
