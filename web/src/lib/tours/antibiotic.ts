// A tour: a week of an antibiotic, what moves in, and what fibre can and cannot do.
import type { CourseTree, ScenarioTree } from '../scenario/tree'
import { n } from './seen'
import type { Tour } from './tour'

const OUTCOMES = ['colon.shannon_variants', 'colon.strains_left', 'stool.enterobacteriaceae', 'stool.butyrate', 'lining.permeability']
const CLINDAMYCIN: CourseTree = { take: 'clindamycin', dose: '150 mg', per_day: 4, from: '0 d', lasts: '7 d' }

function life(...courses: CourseTree[]): ScenarioTree {
  return {
    person: { age: '24 y', sex: 'female', weight: '62 kg', height: '1.68 m' },
    habits: { diet: 'western', stress: 13, sleep: '7.5 h' },
    course: [CLINDAMYCIN, ...courses],
    sample: { until: '180 d', every: '1 d', outcomes: OUTCOMES },
  }
}

const alone = life()
const withInulin = life({ eat: 'inulin', dose: '12 g/d', from: '7 d', lasts: '8 wk' })
const withPlants = life({ eat: 'high_fibre_30_plants', from: '7 d' })

export const antibiotic: Tour = {
  name: 'antibiotic',
  title: 'An antibiotic, with and without fibre',
  about: 'A week of clindamycin: what is lost, who moves in, and what fibre brings back.',
  steps: [
    {
      title: 'A week of clindamycin',
      text: 'A healthy woman of 24 takes clindamycin for a week, 150 mg four times a day. We follow the diversity of the bacteria in her gut, as a sequencing laboratory reports it: the more kinds, and the more evenly they are spread, the higher.',
      ask: 'How does diversity go in the half year from the first capsule on?',
      tree: alone,
      outcome: 'colon.shannon_variants',
      axis: 'Shannon diversity of variants',
      top: 7,
      tell: (seen) => [
        `In this model diversity falls from ${n(seen.start)} to ${n(seen.lowest.value)} by day ${seen.lowest.day}, and then climbs for months: ${n(seen.at(63))} on day 63, ${n(seen.end)} on day 180.`,
        `It is slow because of what was lost within each kind: on day 63 only ${n(seen.of('colon.strains_left').at(63))} % of the strains are left. Lost strains come back only from outside.`,
      ],
    },
    {
      title: 'The empty place',
      text: 'An antibiotic kills by what it can reach, not by guilt. What it empties is open to whoever is fast. Enterobacteriaceae, the family of E. coli, are few in a healthy gut, and clindamycin hardly touches them.',
      ask: 'What share of the bacteria are Enterobacteriaceae, day by day?',
      tree: alone,
      outcome: 'stool.enterobacteriaceae',
      axis: 'Enterobacteriaceae in stool',
      top: 100,
      tell: (seen) => [
        `They bloom from ${n(seen.start)} % to ${n(seen.highest.value)} % on day ${seen.highest.day}. A week after the last capsule they are down to ${n(seen.at(14))} %, and from day ${seen.firstBelow(5, 14) ?? '–'} on within the healthy range again.`,
        'The figure is a share: it says who is left, not how many there are.',
      ],
    },
    {
      title: 'With inulin',
      text: 'The same week again, and from day 7 on twelve grams of inulin a day for eight weeks. Inulin is a fibre that reaches the colon whole. Some bacteria make butyrate of it, on which the lining of the colon lives.',
      ask: 'The dashed curve is butyrate without inulin. How does it go with inulin?',
      tree: withInulin,
      outcome: 'stool.butyrate',
      axis: 'Butyrate in stool',
      top: 60,
      ghost: { label: 'without inulin', tree: alone },
      tell: (seen, ghost) => [
        `With inulin there are ${n(seen.at(42))} mmol/kg on day 42, without it ${n(ghost.at(42))}. The last gram is eaten on day 63, and by day 90 nothing of it is left: ${n(seen.at(90))} against ${n(ghost.at(90))}.`,
        `The lining notices. On day 42 its permeability is ${n(seen.of('lining.permeability').at(42))} with inulin and ${n(ghost.of('lining.permeability').at(42))} without; 1 is that of the healthy reference.`,
      ],
    },
    {
      title: 'One fibre, or thirty plants',
      text: 'Inulin is one kind of fibre. Now the same woman eats thirty kinds of plants a week from day 7 on instead, and goes on with it.',
      ask: 'The dashed curve is the share of strains that are left with inulin. How does it go with thirty plants?',
      tree: withPlants,
      outcome: 'colon.strains_left',
      axis: 'Strains left, of those before',
      top: 150,
      ghost: { label: 'with inulin', tree: withInulin },
      tell: (seen, ghost) => [
        `On day 120 there are ${n(seen.at(120))} % with thirty plants and ${n(ghost.at(120))} % with inulin; on day 180 ${n(seen.end)} and ${n(ghost.end)} %.`,
        'In this model each kind of fibre keeps places open for some strains. One fibre feeds those that are there, many let others in again.',
      ],
    },
  ],
  end: 'Not every antibiotic does this: try amoxicillin in the explorer, and look at diversity.',
}
