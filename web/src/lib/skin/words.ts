// The skin in sentences: the same as the drawing, for who does not see it.
import { label, number, quantity, range } from '../figure/format'
import { standing, STANDING_WORDS } from '../figure/story'
import type { Read } from './look'
import { PARTS } from './parts'

/** "Day 20. Water that leaves: water loss through the skin 43 g/m²/h, above healthy 6–13.9. …" */
export function inWords(read: Read, unit: (outcome: string) => string, day: number): string {
  const parts = PARTS.flatMap(({ title, outcomes }) => {
    const told = outcomes.flatMap((outcome) => {
      const reading = read(outcome)
      if (!reading) return []
      const beside = standing(reading.value, reading.healthy)
      const judged = beside && reading.healthy ? `, ${STANDING_WORDS[beside]} ${range(reading.healthy)}` : ''
      const name = label(outcome)
      return [`${name.toLowerCase() === title.toLowerCase() ? '' : `${name} `}${quantity(reading.value, unit(outcome))}${judged}`]
    })
    return told.length ? [`${title}: ${told.join('; ')}.`] : []
  })
  return [`Day ${number(day)}.`, ...parts].join(' ')
}
