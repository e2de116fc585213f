// The parts of the cross-section: what each shows, by which outcomes, and where its number stands in the drawing.
import { FOLLICLE, FOOT, HEIGHT, SURFACE, WIDTH, type Spot } from './section'

export interface Part {
  key: string
  title: string
  /** How to read the drawing. */
  shows: string
  outcomes: string[]
  at: Spot
}

export const PARTS: Part[] = [
  { key: 'water', title: 'Water that leaves', shows: 'more drops, more loss', outcomes: ['skin.tewl'], at: { x: 300, y: 24 } },
  {
    key: 'barrier',
    title: 'Bricks and mortar',
    shows: 'the gaps are lipids that lack, pale bricks are dry',
    outcomes: ['skin.barrier_lipids', 'skin.hydration'],
    at: { x: WIDTH - 14, y: SURFACE + 16 },
  },
  {
    key: 'epidermis',
    title: 'Living epidermis',
    shows: 'cells rise from its ridges; where they hurry, flakes come off',
    outcomes: ['skin.epidermal_thickness', 'skin.turnover_time'],
    at: { x: WIDTH - 14, y: FOOT + 24 },
  },
  {
    key: 'sebum',
    title: 'Sebum',
    shows: 'the gland makes it, the film lies on the surface',
    outcomes: ['skin.sebum_rate', 'skin.casual_sebum'],
    at: { x: FOLLICLE + 66, y: 262 },
  },
  {
    key: 'follicle',
    title: 'Follicle',
    shows: 'comedones plug it, inflamed ones bulge',
    outcomes: ['skin.acne.noninflammatory_lesions', 'skin.acne.inflammatory_lesions'],
    at: { x: FOLLICLE - 46, y: 176 },
  },
  { key: 'acnes', title: 'Cutibacterium acnes', shows: 'rods in the follicle, each a part of a tenfold', outcomes: ['skin.cutibacterium_acnes_log10'], at: { x: FOLLICLE - 34, y: 214 } },
  { key: 'aureus', title: 'Staphylococcus aureus', shows: 'grapes on the surface, each a part of a tenfold', outcomes: ['skin.staphylococcus_aureus_log10'], at: { x: 222, y: SURFACE - 22 } },
  {
    key: 'cells',
    title: 'Immune cells',
    shows: 'round ones drawn by EASI, six-sided by PASI, small ones around the follicle by inflamed lesions',
    outcomes: ['skin.easi', 'skin.pasi'],
    at: { x: 246, y: 338 },
  },
  { key: 'glow', title: 'Redness', shows: 'the more of the body has eczema or plaques, the redder', outcomes: ['skin.dermatitis.area', 'skin.psoriasis.area'], at: { x: 330, y: 290 } },
  { key: 'vessel', title: 'Messengers in blood', shows: 'wedges TNF, squares IL-17A, rings IL-4 and IL-13', outcomes: ['blood.tnf', 'blood.il17', 'blood.il413'], at: { x: 24, y: HEIGHT - 14 } },
  { key: 'itch', title: 'Nerve', shows: 'the more it itches, the louder', outcomes: ['skin.itch'], at: { x: WIDTH - 16, y: 312 } },
]

/** The scores that one looks at first; each can be opened as a curve. */
export const SCORES = ['skin.easi', 'skin.pasi', 'skin.acne.inflammatory_lesions', 'skin.acne.noninflammatory_lesions', 'skin.itch', 'skin.dlqi']
