// A tour: four weeks of examinations, the leak that comes with them, and the skin.
import type { CourseTree, ScenarioTree } from '../scenario/tree'
import { n, percent } from './seen'
import type { Tour } from './tour'

const OUTCOMES = ['lining.lm_ratio', 'skin.easi', 'blood.cortisol', 'skin.itch']
const EXAMINATIONS: CourseTree = { live: { stress: 30 }, from: '14 d', lasts: '28 d' }

function life(...courses: CourseTree[]): ScenarioTree {
  return {
    person: { age: '28 y', sex: 'female', weight: '60 kg', height: '1.66 m', traits: ['atopic-dermatitis-moderate'] },
    habits: { diet: 'western', stress: 13, sleep: '7.5 h' },
    course: courses,
    sample: { until: '120 d', every: '1 d', outcomes: OUTCOMES },
  }
}

const alone = life(EXAMINATIONS)
const uncoupled = life(EXAMINATIONS, { cut: 'stress_to_barrier', from: '0 d' })
const withPractice = life(EXAMINATIONS, { live: { mindfulness: 1 }, from: '14 d', lasts: '28 d' })

export const stress: Tour = {
  name: 'stress',
  title: 'Stress and the leak',
  about: 'Four weeks of examinations open the gut and inflame the skin: which is fast, which is slow, and what lies between.',
  steps: [
    {
      title: 'Four weeks of examinations',
      text: 'A woman of 28 has moderate eczema. From day 14 on she is under much stress for four weeks, 30 points of 40 on the usual scale in place of 13. How leaky the small bowel is can be told from two sugars in urine, lactulose and mannitol.',
      ask: 'How does the leak go?',
      tree: alone,
      outcome: 'lining.lm_ratio',
      axis: 'Lactulose to mannitol',
      top: 0.15,
      tell: (seen) => [
        `The leak is there at once: ${n(seen.start)} before, ${n(seen.at(17))} three days into the examinations, ${n(seen.highest.value)} at most. It closes as fast: ${n(seen.at(45))} three days after the last.`,
        `Cortisol rises from ${n(seen.of('blood.cortisol').start)} to ${n(seen.of('blood.cortisol').highest.value)} nmol/L. In this model stress hormones and mast cells open the junctions, and let go of them when the stress is over.`,
      ],
    },
    {
      title: 'And the skin',
      text: 'The same weeks, the same woman. Her eczema is scored by EASI, from 0 to 72; 7 to 21 is moderate.',
      ask: 'How does the eczema go, while it lasts and after it?',
      tree: alone,
      outcome: 'skin.easi',
      axis: 'EASI',
      top: 40,
      tell: (seen) => [
        `It goes from ${n(seen.start)} to ${n(seen.highest.value)} on day ${seen.highest.day}, the last of the examinations, and takes its time to calm: ${n(seen.at(56))} two weeks later, ${n(seen.end)} on day 120.`,
        'The leak comes and goes within days, the flare builds up over weeks and fades over weeks.',
      ],
    },
    {
      title: 'Cut the leak',
      text: 'What if stress could not open the gut? In a model one can cut that one arrow, stress to barrier, and leave all others as they are. Here it is cut from day 0 on.',
      ask: 'The dashed curve is the eczema with the arrow. How does it go without it?',
      tree: uncoupled,
      outcome: 'skin.easi',
      axis: 'EASI',
      top: 40,
      ghost: { label: 'with the arrow', tree: alone },
      tell: (seen, ghost) => {
        const flare = ghost.highest.value - ghost.at(14)
        const left = seen.at(ghost.highest.day) - seen.at(14)
        return [
          `Without the arrow the examinations add ${n(left)} points in place of ${n(flare)}: ${percent(left / flare)} of the flare are left.`,
          'So in this model the leak carries a part of it. Stress has other ways to the skin: one scratches more, mast cells of the skin release more histamine, and its barrier mends more slowly.',
        ]
      },
    },
    {
      title: 'Practice',
      text: 'The same four weeks, and with them begins mindful practice, as much as in an eight-week programme. All arrows are back.',
      ask: 'The dashed curve is the leak without practice. How does it go with it?',
      tree: withPractice,
      outcome: 'lining.lm_ratio',
      axis: 'Lactulose to mannitol',
      top: 0.15,
      ghost: { label: 'without practice', tree: alone },
      tell: (seen, ghost) => [
        `In the first days there is hardly a difference: ${n(seen.at(16))} against ${n(ghost.at(16))}. On day 41, near the end of the examinations, it is ${n(seen.at(41))} against ${n(ghost.at(41))}.`,
        'Practice acts slowly in this model, so it helps more who began before.',
      ],
    },
  ],
  end: 'Let the practice begin on day 0 in the explorer, and see what two weeks more do.',
}
