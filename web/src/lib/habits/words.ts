// Habits and diets in the words of people, and how finely one would set them.
import type { Diet, Habit } from '../api/types'
import { unit } from '../figure/format'

interface Words {
  label: string
  /** What its numbers count, as it stands beside them. */
  scale: string
  step: number
  /** The slider ends here, though the box takes more: beyond lie rare lives. */
  usualEnd?: number
}

const HABITS: Record<string, Words> = {
  stress: { label: 'Stress', scale: 'on the PSS-10', step: 1 },
  sleep: { label: 'Sleep a night', scale: 'hours', step: 0.25, usualEnd: 12 },
  mindfulness: { label: 'Mindful practice', scale: 'of an eight-week programme', step: 0.05 },
  sun: { label: 'Sun', scale: 'times the mean of a year', step: 0.1, usualEnd: 4 },
  dry_air: { label: 'Dry air', scale: 'times the mean of a year', step: 0.1 },
  allergen: { label: 'Allergen on the skin', scale: 'times the mean of a year', step: 0.25, usualEnd: 10 },
  skin_care: { label: 'Skin care', scale: 'of that in a trial', step: 0.05 },
  acute_stress: { label: 'Acute stress, all day', scale: 'of a public speech', step: 0.05 },
  skin_injury: { label: 'Skin injury', scale: 'of the worst that heals', step: 0.05 },
  endotoxin: { label: 'Endotoxin into a vein', scale: 'ng a day', step: 1000, usualEnd: 100_000 },
  crh: { label: 'CRH into a vein', scale: '2 is that of 100 µg', step: 0.1 },
}

/** Those that most lives set, in the order in which they are shown; all others are folded away. */
export const COMMON = ['stress', 'sleep', 'mindfulness', 'sun', 'dry_air', 'allergen', 'skin_care']

export function wordsOf(habit: Pick<Habit, 'name' | 'lo' | 'hi' | 'unit'>): Words {
  const known = HABITS[habit.name]
  return known ?? { label: sentence(habit.name), scale: unit(habit.unit), step: (habit.hi - habit.lo) / 100 }
}

const DIETS: Record<string, string> = {
  western: 'Western',
  western_ultraprocessed: 'Western, ultra-processed',
  mediterranean: 'Mediterranean',
  high_fibre_30_plants: 'Thirty kinds of plants a week',
  low_fibre_refined: 'Refined, hardly any fibre',
  fibre_free_enteral: 'Liquid food without fibre',
  fermented_rich_6_servings: 'Six fermented servings a day',
  low_glycaemic: 'Low glycaemic',
  rural_traditional: 'Rural and traditional',
  dairy_rich: 'Rich in dairy',
  infant_breastfed_1_4mo: 'Human milk',
  infant_formula_1_4mo: 'Formula with oligosaccharides',
  infant_formula_plain_1_4mo: 'Plain formula',
  toddler_mixed_18mo: 'Family food and milk at 18 months',
}

export function dietLabel(name: string): string {
  return DIETS[name] ?? sentence(name)
}

/** `skin_injury` is "Skin injury". */
function sentence(name: string): string {
  const words = name.replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** Whether a diet is composed for people of this age, in years. */
export function suits(diet: Pick<Diet, 'eater'>, years: number): boolean {
  if (diet.eater === 'infant') return years < 1
  if (diet.eater === 'toddler') return years >= 0.5 && years < 3
  return years >= 2
}

/** What somebody of this age eats when nothing is said. */
export function usualDiet(years: number): string {
  return years < 2 ? 'infant_breastfed_1_4mo' : 'western'
}

interface Preset {
  label: string
  diet: string | Record<string, number>
}

/** Ways to eat more fibre or less, from the least to the most. */
export function presets(years: number): Preset[] {
  if (years < 1) {
    return ['infant_formula_plain_1_4mo', 'infant_formula_1_4mo', 'infant_breastfed_1_4mo'].map((diet) => ({ label: dietLabel(diet), diet }))
  }
  if (years < 2) return []
  return [
    { label: 'Hardly any fibre', diet: 'low_fibre_refined' },
    { label: 'As most eat', diet: 'western' },
    { label: 'Half plants', diet: { western: 0.5, high_fibre_30_plants: 0.5 } },
    { label: 'Thirty plants', diet: 'high_fibre_30_plants' },
  ]
}
