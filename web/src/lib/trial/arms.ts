// How arms look, the same in every chart of a trial: a colour, and a shape for whom colours are alike.

const SYMBOLS = ['circle', 'square', 'triangle', 'star', 'wye', 'cross'] as const
const SERIES = 8

export interface Look {
  colour: string
  symbol: (typeof SYMBOLS)[number]
}

export function look(arm: number): Look {
  return { colour: `var(--series-${(arm % SERIES) + 1})`, symbol: SYMBOLS[arm % SYMBOLS.length] ?? 'circle' }
}
