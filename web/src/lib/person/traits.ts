// Traits as one chooses them: some exclude each other, such as mild and severe acne, others stand alone. What age and sex say themselves, and
// the forms that a trait takes at some ages, are not asked for.
import type { Named } from '../api/types'

export interface Family {
  title: string
  /** From the least to the most. */
  options: { name: string; label: string; meaning: string }[]
}

const OF_AGE_AND_SEX = new Set(['infant', 'child', 'adolescent', 'female', 'male'])
const FORM_OF_AN_AGE = /-(child|infant)$/
const DEGREES = ['prone', 'mild', 'moderate', 'severe', 'null', 'null-both']
const DEGREE = /^(.*?)-(prone|mild|moderate|severe|null-both|null)$/
const LABELS: Record<string, string> = { null: 'one null allele', 'null-both': 'two null alleles' }
const TITLES: Record<string, string> = { 'atopic-dermatitis': 'Eczema (atopic dermatitis)', filaggrin: 'Filaggrin gene' }
/** The tendency has another name than the disease. */
const STEMS: Record<string, string> = { eczema: 'atopic-dermatitis' }

/** Families in the order of their first trait, each in the order of its degrees, and the traits that stand alone. */
export function arrange(traits: Named[]): { families: Family[]; single: Named[] } {
  const families = new Map<string, { degree: number; name: string; label: string; meaning: string }[]>()
  const single: Named[] = []
  for (const trait of traits) {
    if (OF_AGE_AND_SEX.has(trait.name) || FORM_OF_AN_AGE.test(trait.name)) continue
    const [, stem, degree] = DEGREE.exec(trait.name) ?? []
    if (stem === undefined || degree === undefined) {
      single.push(trait)
      continue
    }
    const family = STEMS[stem] ?? stem
    const option = { degree: DEGREES.indexOf(degree), name: trait.name, label: LABELS[degree] ?? degree, meaning: trait.meaning }
    families.set(family, [...(families.get(family) ?? []), option])
  }
  return {
    families: [...families].map(([stem, options]) => ({
      title: TITLES[stem] ?? stem.charAt(0).toUpperCase() + stem.slice(1),
      options: options.toSorted((a, b) => a.degree - b.degree),
    })),
    single,
  }
}

/** The traits with one of a family in place of any other of it; with none of it where `name` is null. */
export function choose(traits: string[], family: Family, name: string | null): string[] {
  const others = traits.filter((trait) => !family.options.some((option) => option.name === trait))
  return name === null ? others : [...others, name]
}

export function toggle(traits: string[], name: string): string[] {
  return traits.includes(name) ? traits.filter((trait) => trait !== name) : [...traits, name]
}
