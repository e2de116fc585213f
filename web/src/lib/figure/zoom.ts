// The part of the run that all charts show, and how it is moved.

export type Zoom = [from: number, to: number]

/** The shortest stretch that is worth a look, in days. */
const SHORTEST = 1

export function asZoom(value: unknown): Zoom | null {
  if (!Array.isArray(value) || value.length !== 2) return null
  const [from, to] = value as unknown[]
  return typeof from === 'number' && typeof to === 'number' && to - from >= SHORTEST ? [from, to] : null
}

/** What was brushed from one day to another, either way round, within the run; null where it is too short or all of it. */
export function brushed(one: number, other: number, run: Zoom): Zoom | null {
  const from = Math.max(run[0], Math.min(one, other))
  const to = Math.min(run[1], Math.max(one, other))
  if (to - from < SHORTEST || (from <= run[0] && to >= run[1])) return null
  return [from, to]
}

/** The window widened or narrowed about a day; null is all of the run. */
export function scaled(shown: Zoom, about: number, factor: number, run: Zoom): Zoom | null {
  const length = Math.max(SHORTEST, (shown[1] - shown[0]) * factor)
  if (length >= run[1] - run[0]) return null
  const share = (about - shown[0]) / (shown[1] - shown[0])
  const from = Math.min(Math.max(run[0], about - share * length), run[1] - length)
  return [from, from + length]
}
