// A curve that somebody draws: values at evenly spaced days, filled by a pointer's strokes or by numbers at a few days.

/** Places from day 0 to the last day. */
export const GRID = 121
/** At how many days a value can be given by number. */
const ANCHORS = 6

/** One value a place; null where nothing is drawn yet. */
export type Drawing = readonly (number | null)[]

export interface Point {
  place: number
  value: number
}

export const EMPTY: Drawing = Array.from({ length: GRID }, () => null)

export function dayOf(place: number, length: number): number {
  return (length * place) / (GRID - 1)
}

/** A stroke from one point to another, over whatever was there. */
export function stroke(drawing: Drawing, from: Point, to: Point): Drawing {
  const [left, right] = from.place <= to.place ? [from, to] : [to, from]
  return drawing.map((old, place) => (place < left.place || place > right.place ? old : between(left, right, place)))
}

/** The places of the days at which a value can be given by number: from the first to the last. */
export const anchors: readonly number[] = Array.from({ length: ANCHORS }, (_, index) => Math.round((index * (GRID - 1)) / (ANCHORS - 1)))

/** Gives the value at an anchor. What is drawn around it comes along; gaps to what is drawn elsewhere become straight. */
export function setAnchor(drawing: Drawing, place: number, value: number): Drawing {
  const old = drawing[place] ?? null
  const next = [...drawing]
  if (old !== null) {
    const reach = (GRID - 1) / (ANCHORS - 1)
    return next.map((one, other) => {
      const nearness = 1 - Math.abs(other - place) / reach
      return one === null || nearness <= 0 ? one : one + (value - old) * nearness
    })
  }
  next[place] = value
  return bridged(next, place)
}

/** Straight lines from a place to the nearest that is drawn on either side. */
function bridged(drawing: (number | null)[], place: number): Drawing {
  const here = { place, value: drawing[place] ?? 0 }
  let result: Drawing = drawing
  for (const direction of [-1, 1]) {
    let other = place + direction
    while (other >= 0 && other < GRID && drawing[other] === null) other += direction
    const value = drawing[other] ?? null
    if (value !== null) result = stroke(result, here, { place: other, value })
  }
  return result
}

/** Whether there is enough to compare: something at two places at least. */
export function isEnough(drawing: Drawing): boolean {
  return drawing.filter((value) => value !== null).length >= 2
}

/** Without gaps: straight between what is drawn, level beyond it, and from the start of the model's curve where nothing says otherwise. */
export function completed(drawing: Drawing, start: number): number[] {
  const first = drawing.findIndex((value) => value !== null)
  let result: Drawing = drawing
  if (first > 0) result = stroke(result, { place: 0, value: start }, { place: first, value: drawing[first] ?? start })
  let last: Point | null = null
  for (let place = 0; place < GRID; place += 1) {
    const value = result[place] ?? null
    if (value === null) continue
    const here = { place, value }
    if (last && place - last.place > 1) result = stroke(result, last, here)
    last = here
  }
  return result.map((value) => value ?? last?.value ?? start)
}

function between(left: Point, right: Point, place: number): number {
  const share = right.place === left.place ? 1 : (place - left.place) / (right.place - left.place)
  return left.value + (right.value - left.value) * share
}
