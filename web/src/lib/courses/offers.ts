// All that a course can be, as one list that one searches: drugs, products, diets, foods, habits and arrows of the catalogue.
import type { Agent, Catalogue } from '../api/types'
import { number, unit, words } from '../figure/format'
import { dietLabel, wordsOf } from '../habits/words'
import type { CourseTree } from '../scenario/tree'

export type Kind = 'take' | 'eat' | 'live' | 'cut'

export interface Offer {
  kind: Kind
  group: string
  name: string
  label: string
  /** What kind of thing it is, in a few words. */
  about: string
  /** The usual dose in words; none where there is no dose. */
  usual: string | null
  /** The unit of its dose; null where there is none. */
  unit: string | null
  /** What one may also search for. */
  also: string[]
  /** As it begins. */
  course: CourseTree
}

/** Product classes that are eaten rather than taken. */
const EATEN = /prebiotic|fermented food/
const ANTIBIOTIC =
  /cillin|cephalosporin|macrolide|tetracycline|lincosamide|quinolone|carbapenem|glycopeptide|nitroimidazole|rifamycin|aminoglycoside|folate antagonist/

export function offersOf(catalogue: Catalogue): Offer[] {
  const agents = catalogue.agents.map(agentOffer)
  const kinds = (kind: 'drug' | 'product') => agents.filter((_, index) => catalogue.agents[index]?.kind === kind)
  return [
    ...kinds('drug'),
    ...kinds('product'),
    ...catalogue.diets.map(
      (diet): Offer => ({
        kind: 'eat',
        group: 'Diets',
        name: diet.name,
        label: dietLabel(diet.name),
        about: diet.eater === 'adult' ? 'diet' : `diet of ${diet.eater}s`,
        usual: null,
        unit: null,
        also: [diet.name, diet.meaning],
        course: { eat: diet.name, from: '0 d', lasts: '8 wk' },
      }),
    ),
    ...catalogue.foods.map(
      (food): Offer => ({
        kind: 'eat',
        group: 'Foods',
        name: food.name,
        label: food.name,
        about: food.group,
        usual: '100 g a day',
        unit: 'g/d',
        also: [],
        course: { eat: food.name, dose: '100 g/d', from: '0 d', lasts: '8 wk' },
      }),
    ),
    ...catalogue.habits.map(
      (habit): Offer => ({
        kind: 'live',
        group: 'Habits',
        name: habit.name,
        label: wordsOf(habit).label,
        about: habit.meaning,
        usual: null,
        unit: null,
        also: [habit.name],
        course: { live: { [habit.name]: startOf(habit.example) }, from: '0 d', lasts: '4 wk' },
      }),
    ),
    ...catalogue.arrows.map(
      (arrow): Offer => ({
        kind: 'cut',
        group: 'Arrows to cut',
        name: arrow.name,
        label: words(arrow.name),
        about: arrow.claim,
        usual: null,
        unit: null,
        also: [arrow.name],
        course: { cut: arrow.name, from: '0 d' },
      }),
    ),
  ]
}

function agentOffer(agent: Agent): Offer {
  const isEaten = EATEN.test(agent.class)
  const deed = isEaten ? { eat: agent.name } : agent.unit === '{application}' ? { apply: agent.name } : { take: agent.name }
  return {
    kind: isEaten ? 'eat' : 'take',
    group: agent.kind === 'drug' ? 'Drugs, treatments, toxins' : 'Probiotics, prebiotics, fermented food',
    name: agent.name,
    label: agentLabel(agent),
    about: agent.class,
    usual: `${doseInWords(agent.per_day, agent.unit)} a day`,
    unit: isEaten && agent.unit === 'g' ? 'g/d' : agent.unit,
    also: agent.aliases,
    course: { ...deed, from: '0 d', lasts: ANTIBIOTIC.test(agent.class) ? '7 d' : '8 wk' },
  }
}

/** Strains go by the name that people use: "B. breve M-16V" for `b-breve-m-16v`. */
export function agentLabel({ name, aliases }: Pick<Agent, 'name' | 'aliases'>): string {
  return (/^[a-z]-/.test(name) && aliases[0]?.replace(/^synbiotic: /, '')) || name
}

/** The example of a habit as a scenario writes it. */
function startOf(example: string): number | string {
  return Number.isNaN(Number(example)) ? example : Number(example)
}

/** "600 mg", "5 billion CFU", "2 applications". */
export function doseInWords(value: number, code: string): string {
  if (code === '[CFU]') return value >= 1e8 ? `${number(value / 1e9)} billion CFU` : `${number(value)} CFU`
  const [, thing] = /^\{(.*)\}$/.exec(code) ?? []
  if (thing) return `${number(value)} ${thing}${value === 1 ? '' : 's'}`
  return [number(value), unit(code)].filter(Boolean).join(' ')
}

/** What fits what somebody typed: names that begin with it first, then words that do, then the rest; all where nothing was typed. */
export function search(offers: Offer[], typed: string): Offer[] {
  const asked = typed.toLowerCase().split(/\s+/).filter(Boolean)
  if (asked.length === 0) return offers
  const ranked = offers.flatMap((offer) => {
    const ranks = asked.map((word) => rank(offer, word))
    return ranks.some((rank) => rank === null) ? [] : [{ offer, rank: Math.max(...ranks.map(Number)) }]
  })
  return ranked.toSorted((a, b) => a.rank - b.rank).map(({ offer }) => offer)
}

function rank(offer: Offer, word: string): number | null {
  const names = [offer.label, offer.name, ...offer.also].map((name) => name.toLowerCase())
  if (names.slice(0, 2).some((name) => name.startsWith(word))) return 0
  if (names.some((name) => name.split(/[^\p{L}\d]+/u).some((part) => part.startsWith(word)))) return 1
  if (names.some((name) => name.includes(word))) return 2
  return `${offer.about} ${offer.group}`.toLowerCase().includes(word) ? 3 : null
}

/** The offer that a course came from; null for mixes, several habits at once, and names that the catalogue does not know. */
export function offerOf(course: CourseTree, offers: Offer[]): Offer | null {
  const named = course.take ?? course.apply ?? course.cut ?? (typeof course.eat === 'string' ? course.eat : null)
  const name = named ?? Object.keys(course.live ?? {})[0]
  const kinds = kindOf(course) === 'take' || kindOf(course) === 'eat' ? ['take', 'eat'] : [kindOf(course)]
  const isIt = (offer: Offer) => kinds.includes(offer.kind) && (offer.name === name || (offer.unit !== null && offer.also.includes(name ?? '')))
  return offers.find(isIt) ?? null
}

export function kindOf(course: CourseTree): Kind {
  if (course.take !== undefined || course.apply !== undefined) return 'take'
  if (course.eat !== undefined) return 'eat'
  return course.live === undefined ? 'cut' : 'live'
}
