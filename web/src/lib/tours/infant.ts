// A tour: what an infant's bifidobacteria live on, and what the skin has of them.
import type { CourseTree, ScenarioTree } from '../scenario/tree'
import { n } from './seen'
import type { Tour } from './tour'

const OUTCOMES = ['skin.easi', 'stool.genus.Bifidobacterium', 'blood.treg', 'blood.th2', 'colon.shannon']

function life(...courses: CourseTree[]): ScenarioTree {
  return {
    person: { age: '1 mo', sex: 'male', weight: '4.5 kg', traits: ['eczema-prone'] },
    habits: { diet: 'infant_breastfed_1_4mo' },
    course: courses,
    sample: { until: '150 d', every: '2 d', outcomes: OUTCOMES },
  }
}

const amoxicillin = (from: number): CourseTree => ({ take: 'amoxicillin', dose: '100 mg', per_day: 2, from: `${from} d`, lasts: '10 d' })
const FED: CourseTree = { eat: 'infant_formula_1_4mo', from: '0 d' }

const milk = life()
const plain = life({ eat: 'infant_formula_plain_1_4mo', from: '0 d' })
const fed = life(FED)
const treated = life(FED, amoxicillin(7), amoxicillin(60))

const BIFIDOBACTERIA = 'stool.genus.Bifidobacterium'
const EASI = { outcome: 'skin.easi', axis: 'EASI' }

export const infant: Tour = {
  name: 'infant',
  title: 'Why an infant’s bifidobacteria matter',
  about: 'Human milk feeds bacteria as well as the child. What becomes of them, and of the skin, on formula and after antibiotics.',
  steps: [
    {
      title: 'From milk to formula',
      text: 'A boy of one month is at risk of eczema. Human milk holds oligosaccharides that no child can digest, but bifidobacteria can. From day 0 on he gets formula without any.',
      ask: 'What share of his gut bacteria are bifidobacteria, in the next five months?',
      tree: plain,
      outcome: BIFIDOBACTERIA,
      axis: 'Bifidobacterium in stool',
      top: 100,
      tell: (seen) => [
        `They fall from ${n(seen.start)} % to ${n(seen.at(10))} % within ten days and stay there: ${n(seen.end)} % on day 150.`,
        `With them goes what calms his immune system in this model: regulatory T cells, raised by the acids that bacteria make, fall from ${n(seen.of('blood.treg').start)} % to ${n(seen.of('blood.treg').end)} % of T helper cells.`,
      ],
    },
    {
      title: 'And the skin',
      text: 'The same boy. Eczema is scored by EASI, from 0 to 72; above 1 it shows.',
      ask: 'The dashed curve is his skin on human milk. How does it go on plain formula?',
      tree: plain,
      ...EASI,
      top: 25,
      ghost: { label: 'human milk', tree: milk },
      tell: (seen, ghost) => [
        `On human milk what there is fades, to ${n(ghost.end)} on day 150. On plain formula eczema grows to ${n(seen.end)}.`,
        'Most infants on formula get no eczema, but this boy is prone to it. In this model the acids and T cells that he lacks do most of it, and the allergic bias of the first months is left unbroken. The size is the model’s: nobody has measured it so closely.',
      ],
    },
    {
      title: 'Feed them',
      text: 'The same boy on another formula, to which galacto- and fructo-oligosaccharides were added: not those of milk, but bifidobacteria eat them too.',
      ask: 'The dashed curve is plain formula. How does his eczema go on the other?',
      tree: fed,
      ...EASI,
      top: 25,
      ghost: { label: 'plain formula', tree: plain },
      tell: (seen, ghost) => [
        `Bifidobacteria hold ${n(seen.of(BIFIDOBACTERIA).end)} % of the gut in place of ${n(ghost.of(BIFIDOBACTERIA).end)} %, and eczema reaches ${n(seen.highest.value)} in place of ${n(ghost.highest.value)}.`,
        'The direction is that of trials of such formulas; the size is the model’s.',
      ],
    },
    {
      title: 'Twice an antibiotic',
      text: 'The same formula with oligosaccharides, and amoxicillin for ten days from day 7 on and again from day 60 on.',
      ask: 'The dashed curve is his eczema without the antibiotic. How does it go with it?',
      tree: treated,
      ...EASI,
      top: 8,
      ghost: { label: 'no antibiotic', tree: fed },
      tell: (seen, ghost) => [
        `Bifidobacteria fall to ${n(seen.of(BIFIDOBACTERIA).lowest.value)} % in the second course and are slow to return: ${n(seen.of(BIFIDOBACTERIA).end)} % on day 150, against ${n(ghost.of(BIFIDOBACTERIA).end)} % without.`,
        `His eczema is ${n(seen.at(120))} on day 120 in place of ${n(ghost.at(120))}.`,
      ],
    },
  ],
  end: 'Give the same antibiotic on human milk in the explorer. The answer may surprise you: ask what else makes acids then.',
}
