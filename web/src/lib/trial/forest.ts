// The geometry of a forest plot: effects below each other, each with its interval and what it is held against.

/** Where values lie across a row. */
export interface Axis {
  scale: 'linear' | 'log'
  lo: number
  hi: number
  /** No effect; null where that has no meaning. */
  none: number | null
  ticks: { at: number; label: string }[]
}

export type Ends = [number | null, number | null]

export interface ForestRow {
  key: string
  label: string
  /** A second line, less loud. */
  sub?: string
  /** A row that only heads those below it. */
  heads?: boolean
  /** What stands in numbers, two lines at most. */
  texts: string[]
  /** What became of it, in a word. */
  word?: string
  missed?: boolean
  axis: Axis
  /** What was estimated or predicted. */
  dot: number | null
  bar: Ends | null
  /** What it is held against: the truth, or what was published. */
  diamond: number | null
  pale: Ends | null
  /** On which side of no effect it should lie, where no more than that is known. */
  side?: Side | null
}

/** A side of no effect. */
export type Side = 'up' | 'down' | 'none'

/** A place as a share of the width, and whether the value lies beyond the end at which it is drawn. */
export interface Place {
  at: number
  beyond: -1 | 0 | 1
}

export function place(axis: Axis, value: number): Place {
  const through = (one: number) => (axis.scale === 'log' ? Math.log(Math.max(one, Number.MIN_VALUE)) : one)
  const share = (through(value) - through(axis.lo)) / (through(axis.hi) - through(axis.lo))
  if (share < 0) return { at: 0, beyond: -1 }
  if (share > 1) return { at: 1, beyond: 1 }
  return { at: share, beyond: 0 }
}

/** From one end of an interval to the other; an end that is not known is that of the axis. */
export function span(axis: Axis, [lo, hi]: Ends): [Place, Place] {
  return [lo === null ? { at: 0, beyond: -1 } : place(axis, lo), hi === null ? { at: 1, beyond: 1 } : place(axis, hi)]
}

/** An arrow from no effect to one side; for neither, a sign of equality upon it. */
export function sideMark(side: Side, x: number, y: number): string {
  if (side === 'none') return `M${x - 6},${y - 2.5}h12m0,5h-12`
  const to = side === 'up' ? 1 : -1
  return `M${x},${y - 2.5}h${to * 16}v-3.5l${to * 8},6l${-to * 8},6v-3.5h${-to * 16}Z`
}

/** Steps that people count in: 1, 2, 5 and their tens. */
export function step(range: number, most: number): number {
  const rough = range / most
  const ten = 10 ** Math.floor(Math.log10(rough))
  const times = [1, 2, 5, 10].find((one) => one * ten >= rough * (1 - 1e-9)) ?? 10
  return times * ten
}

const told = (value: number): string => String(Number(value.toPrecision(12))).replace('-', '−')

/** A linear axis that holds all values and no effect, with ticks. */
export function linear(values: number[], none: number | null, most = 6): Axis {
  const all = [...values, ...(none === null ? [] : [none])].filter(Number.isFinite)
  let [lo, hi] = [Math.min(...all), Math.max(...all)]
  if (all.length === 0) [lo, hi] = [0, 1]
  if (lo === hi) [lo, hi] = [lo - 1, hi + 1]
  const by = step(hi - lo, most)
  lo = Math.floor(lo / by) * by
  hi = Math.ceil(hi / by) * by
  const count = Math.round((hi - lo) / by)
  const ticks = Array.from({ length: count + 1 }, (_, place) => lo + place * by).map((at) => ({ at, label: told(at) }))
  return { scale: 'linear', lo, hi, none, ticks }
}

const RATIO_TICKS: [number, number[]][] = [
  [2, [0.5, 0.7, 1, 1.4, 2]],
  [5, [0.2, 0.5, 1, 2, 5]],
  [10, [0.1, 0.3, 1, 3, 10]],
  [20, [0.05, 0.2, 1, 5, 20]],
  [100, [0.01, 0.1, 1, 10, 100]],
]

/** A logarithmic axis around 1, as wide to both sides, that holds the values as far as a hundredfold: ratios. */
export function ratios(values: number[]): Axis {
  const most = Math.max(...values.filter((value) => value > 0 && Number.isFinite(value)).map((value) => Math.max(value, 1 / value)), 1)
  const [reach, ticks] = RATIO_TICKS.find(([reach]) => reach >= most) ?? RATIO_TICKS[RATIO_TICKS.length - 1]!
  return { scale: 'log', lo: 1 / reach, hi: reach, none: 1, ticks: ticks.map((at) => ({ at, label: told(at) })) }
}

/** A linear axis around nothing, as wide to both sides, that ends at a round number. */
export function around(values: number[]): Axis {
  const most = Math.max(...values.filter(Number.isFinite).map(Math.abs), 1e-9)
  const ten = 10 ** Math.floor(Math.log10(most))
  const reach = ([1, 1.5, 2, 3, 4, 5, 6, 8, 10].find((one) => one * ten >= most * (1 - 1e-9)) ?? 10) * ten
  const ticks = [-reach, 0, reach].map((at) => ({ at, label: told(at) }))
  return { scale: 'linear', lo: -reach, hi: reach, none: 0, ticks }
}

/** A text in lines of at most so many letters; what does not fit ends in an ellipsis. */
export function wrapped(text: string, letters: number, lines: number): string[] {
  const out: string[] = []
  let line = ''
  for (const word of text.split(/\s+/)) {
    const longer = line ? `${line} ${word}` : word
    if (longer.length <= letters || !line) line = longer
    else {
      out.push(line)
      line = word
    }
  }
  out.push(line)
  const kept = out.slice(0, lines)
  const last = kept[kept.length - 1] ?? ''
  if (out.length > lines || last.length > letters) kept[kept.length - 1] = `${last.slice(0, Math.max(1, letters - 1)).trimEnd()}…`
  return kept
}

export interface Laid {
  row: ForestRow
  top: number
  height: number
  /** Where the marks lie. */
  middle: number
  lines: { text: string; y: number; soft: boolean }[]
  texts: { text: string; y: number }[]
}

export interface Layout {
  wide: boolean
  rows: Laid[]
  /** The plot, and the numbers beside or below it, in pixels. */
  left: number
  right: number
  textAt: number
  bottom: number
}

const LETTER = 6.9
const LINE = 17
/** From here on names, plot and numbers stand side by side. */
const WIDE = 700
/** So much is kept for numbers. */
const TEXTS = 285
/** Room for the last tick's label on a narrow page. */
const NARROW_SIDE = 20
/** So much lower lie the marks where an arrow stands between them and the name. */
const SIDE_MARK = 7

/** Side by side on a wide page, below each other on a narrow one. */
export function layout(rows: ForestRow[], width: number): Layout {
  const wide = width >= WIDE
  const left = wide ? Math.round(width * 0.31) : NARROW_SIDE
  const right = wide ? width - TEXTS : width - NARROW_SIDE
  let top = 4
  const laid = rows.map((row): Laid => {
    const letters = Math.floor((wide && !row.heads ? left - 16 : width - 8) / LETTER)
    const names = wrapped(row.label, letters, 2).map((text) => ({ text, soft: false }))
    const subs = row.sub ? wrapped(row.sub, Math.floor(letters * 1.08), row.heads ? 3 : 1).map((text) => ({ text, soft: true })) : []
    const lines = [...names, ...subs]
    const lower = !wide && row.side ? SIDE_MARK : 0
    const said = row.heads ? 0 : Math.max(row.texts.length, 1)
    const height = row.heads
      ? lines.length * LINE + 14
      : wide
        ? Math.max(lines.length, said) * LINE + 14
        : (lines.length + said) * LINE + 50 + lower
    const own = { row, top, height }
    const block = (count: number) => top + (height - count * LINE) / 2 + 13
    const from = wide && !row.heads ? block(lines.length) : top + 18
    const textFrom = wide ? block(said) : top + lines.length * LINE + 56 + lower
    const laidOut: Laid = {
      ...own,
      middle: wide ? top + height / 2 : top + lines.length * LINE + 20 + lower,
      lines: lines.map((line, place) => ({ ...line, y: from + place * LINE })),
      texts: row.texts.map((text, place) => ({ text, y: textFrom + place * LINE })),
    }
    top += height
    return laidOut
  })
  return { wide, rows: laid, left, right, textAt: wide ? right + 16 : 0, bottom: top }
}
