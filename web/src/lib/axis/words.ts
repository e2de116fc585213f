// Arrows, places and ways in words, and the colour of each.
import type { Arrow, Place } from '../api/types'

export const PLACE_WORDS: Record<Place, string> = {
  life: 'life',
  gut: 'gut',
  lining: 'gut lining',
  blood: 'blood',
  brain: 'brain',
  skin: 'skin',
}

/** What is lived, eaten and taken is no outcome, so nothing is read there. */
export const READ_PLACES: Place[] = ['gut', 'lining', 'blood', 'brain', 'skin']

const SPELT: Record<string, string> = {
  scfa: 'SCFA',
  lps: 'LPS',
  dna: 'bacterial DNA',
  uv: 'UV',
  il17: 'IL-17',
  il22: 'IL-22',
  th2: 'Th2',
  treg: 'regulatory T cells',
  thelper: 'T helper cells',
}

/** `il17_to_keratinocyte` is "IL-17 → keratinocyte". */
export function arrowName(name: string): string {
  const sides = name.split('_to_').map((side) => side.split('_').map((word) => SPELT[word] ?? word).join(' '))
  return sides.join(' → ').replace(/^[a-z]/, (first) => first.toUpperCase())
}

export const between = (arrow: Arrow): string =>
  arrow.from === arrow.to ? `within the ${PLACE_WORDS[arrow.from]}` : `from ${theWord(arrow.from)} to ${theWord(arrow.to)}`

const theWord = (place: Place): string => (place === 'life' ? 'life' : `the ${PLACE_WORDS[place]}`)

/** The ways in the order in which the catalogue first names them. */
export function ways(arrows: Arrow[]): string[] {
  return [...new Set(arrows.map((arrow) => arrow.way))]
}

/** Each way keeps its colour, whichever arrows are shown. */
export function wayColour(way: string, all: string[]): string {
  return `var(--series-${(all.indexOf(way) % 8) + 1})`
}
