// A tour: a skin that is prone to psoriasis, and the point at which it tips over.
import type { ScenarioTree } from '../scenario/tree'
import { n } from './seen'
import type { Tour } from './tour'

function life(days: number, traits: string[]): ScenarioTree {
  return {
    person: { age: '35 y', sex: 'male', weight: '80 kg', height: '1.78 m', ...(traits.length > 0 ? { traits } : {}) },
    habits: { diet: 'western', stress: 13, sleep: '7.5 h' },
    course: [
      { eat: 'western_ultraprocessed', from: '0 d', lasts: `${days} d` },
      { live: { stress: 28, sleep: '6 h' }, from: '0 d', lasts: `${days} d` },
    ],
    sample: { until: '730 d', every: '5 d', outcomes: ['skin.pasi', 'blood.bacterial_dna', 'lining.permeability', 'blood.il17'] },
  }
}

const PRONE = ['psoriasis-prone']
const year = life(365, PRONE)
const fourWeeks = life(28, PRONE)
const twoWeeks = life(14, PRONE)
const notProne = life(365, [])

/** What a doctor would write down. */
const score = (pasi: number) => (pasi < 0.05 ? '0' : n(pasi))
const PASI = { outcome: 'skin.pasi', axis: 'PASI', top: 25 }

export const psoriasis: Tour = {
  name: 'psoriasis',
  title: 'A psoriasis tipped over',
  about: 'A bad year lights a plaque. What goes back when the year is over, what does not, and how little is enough.',
  steps: [
    {
      title: 'A bad year',
      text: 'A man of 35 is prone to psoriasis, and his skin is clear. For a year he eats ultra-processed food, sleeps six hours and is under much stress; then he lives as before. A leaky gut lets bacterial DNA into the blood.',
      ask: 'How likely is it to find bacterial DNA in a sample of his blood, over two years?',
      tree: year,
      outcome: 'blood.bacterial_dna',
      axis: 'Chance of bacterial DNA in blood',
      top: 0.5,
      tell: (seen) => [
        `The chance rises from ${n(seen.start)} to ${n(seen.highest.value)}, and falls when the year is over: ${n(seen.at(400))} on day 400, ${n(seen.end)} in the end.`,
        'In this model what goes wrong in the gut goes back, all but a little, with the life that caused it.',
      ],
    },
    {
      title: 'And the skin',
      text: 'The same two years. Psoriasis is scored by PASI, from 0 to 72; above 12 it is severe.',
      ask: 'How does his PASI go, in the bad year and in the year after it?',
      tree: year,
      ...PASI,
      tell: (seen) => [
        `For weeks nothing can be seen: ${score(seen.at(30))} on day 30. Then it tips over: ${score(seen.at(90))} on day 90, ${score(seen.highest.value)} at most.`,
        `When the year is over it does not go back: ${score(seen.end)} after a good year. In this model skin and immune cells keep each other awake: a loop with two states that last, and the bad year pushed him from one into the other.`,
      ],
    },
    {
      title: 'Four weeks',
      text: 'Now the same man, and only four bad weeks in place of a year. On day 28 he lives as before.',
      ask: 'The dashed curve is the whole bad year. How does his PASI go after four bad weeks?',
      tree: fourWeeks,
      ...PASI,
      ghost: { label: 'a bad year', tree: year },
      tell: (seen) => [
        `Four weeks are enough. On day 30, when they are over, the PASI is ${score(seen.at(30))}: nobody would see a thing. On day 90 it is ${score(seen.at(90))}, on day 180 ${score(seen.at(180))}, and there it stays: ${score(seen.end)}.`,
        'The skin had passed the point from which it goes on by itself.',
      ],
    },
    {
      title: 'Two weeks',
      text: 'And only two bad weeks.',
      ask: 'The dashed curve is four bad weeks. How does his PASI go after two?',
      tree: twoWeeks,
      ...PASI,
      ghost: { label: 'four bad weeks', tree: fourWeeks },
      tell: (seen) => [
        seen.highest.value < 0.1
          ? 'Nothing comes of it, in two years. Somewhere between two and four weeks lies the point of no return of this man in this model.'
          : `It reaches ${score(seen.highest.value)} on day ${seen.highest.day}.`,
        'Such a point is a property of the equations and of this one typical man. Nobody has measured it in people.',
      ],
    },
    {
      title: 'Another skin',
      text: 'The whole bad year again, in a man who is not prone to psoriasis. All else is the same, the gut too.',
      ask: 'The dashed curve is the man who is prone. How does the PASI of the other go?',
      tree: notProne,
      ...PASI,
      ghost: { label: 'prone', tree: year },
      tell: (seen, ghost) => [
        `It reaches ${n(seen.highest.value)}, which nobody sees, and goes back to ${score(seen.end)}. Bacterial DNA rises in his blood too, to ${n(seen.of('blood.bacterial_dna').highest.value)} against ${n(ghost.of('blood.bacterial_dna').highest.value)}.`,
        'The gut gives the push in this model; whether anything tips over is up to the skin.',
      ],
    },
  ],
  end: 'Try three bad weeks in the explorer, and follow them for two years.',
}
