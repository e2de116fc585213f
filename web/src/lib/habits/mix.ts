// Two diets on one plate, as the menu shows them.
import type { Diet } from '../scenario/tree'

export interface Mix {
  first: string
  second: string | null
  /** Of the second, in per cent. */
  share: number
}

/** What the menu can show of a diet: one diet or two; null for foods by weight and for more than two. */
export function readMix(diet: Diet): Mix | null {
  if (typeof diet === 'string') return { first: diet, second: null, share: 0 }
  const shares = Object.entries(diet)
  const [first, second] = shares
  if (!first || shares.length > 2 || shares.some(([, share]) => typeof share !== 'number')) return null
  if (!second) return { first: first[0], second: null, share: 0 }
  return { first: first[0], second: second[0], share: Math.round(100 * Number(second[1])) }
}

export function writeMix({ first, second, share }: Mix): Diet {
  if (second === null || second === first) return first
  const whole = Math.round(share)
  // Written from per cents, so that both add up to 1 exactly.
  return { [first]: (100 - whole) / 100, [second]: whole / 100 }
}
