// How the skin looks on a day: outcomes turned into what a drawing can show. What is healthy looks calm; what is far from it tends to a limit,
// so that the worst skin still fits the picture.

export interface Reading {
  value: number
  healthy: [number, number] | null
}

/** An outcome on the day; null where the run does not have it. */
export type Read = (outcome: string) => Reading | null

export interface SkinLook {
  /** Drops of water that leave. */
  drops: number
  /** How much of the mortar between the bricks is there, and how moist the bricks are, from 0 to 1. */
  mortar: number
  moisture: number
  /** Thickness of the living epidermis, and how deep its ridges reach into the dermis, in units of the drawing. */
  thickness: number
  ridges: number
  /** Seconds in which a cell rises by a row; a moment where turnover is fast. */
  rise: number
  /** Flakes that come off. */
  flakes: number
  /** Thickness of the film of sebum, and radius of the gland that makes it. */
  film: number
  gland: number
  /** How far the follicle is plugged and how far it bulges, from 0 to 1. */
  plug: number
  bulge: number
  /** Cutibacterium acnes in the follicle, and clusters of Staphylococcus aureus on the surface. */
  rods: number
  clusters: number
  /** Immune cells: of eczema, of psoriasis, and around the follicle. */
  th2: number
  th17: number
  neutrophils: number
  /** Redness of the dermis, and how loud the nerve is, from 0 to 1. */
  glow: number
  itch: number
  /** Messengers in the vessel. */
  tnf: number
  il17: number
  il413: number
}

const within = (least: number, value: number, most: number): number => Math.min(most, Math.max(least, value))

/** 0 at nothing, 0.5 at the half, never quite 1. */
export const towards = (value: number, half: number): number => Math.max(0, value) / (Math.max(0, value) + half)

/** How far above what is healthy, in widths of that range. */
export function above({ value, healthy }: Reading): number {
  return healthy ? Math.max(0, value - healthy[1]) / (healthy[1] - healthy[0] || 1) : 0
}

/** Units of the drawing per µm of epidermis, up to what is healthy and beyond it: a plaque is five times as thick and must fit. */
const PER_UM = 0.56
const PER_UM_BEYOND = 0.25
const USUAL_UM = 100

export function skinLook(read: Read): SkinLook {
  const value = (outcome: string, usual: number): number => read(outcome)?.value ?? usual
  const excess = (outcome: string): number => {
    const reading = read(outcome)
    return reading ? above(reading) : 0
  }
  const count = (outcome: string, usual: number, each: number, most: number): number => Math.round(within(0, value(outcome, usual) / each, most))

  const um = value('skin.epidermal_thickness', 80)
  const days = value('skin.turnover_time', 40)
  const comedones = value('skin.acne.noninflammatory_lesions', 3)
  const inflamed = value('skin.acne.inflammatory_lesions', 0.5)
  return {
    drops: count('skin.tewl', 10, 2.2, 22),
    mortar: within(0.12, (value('skin.barrier_lipids', 1) - 0.4) / 0.6, 1),
    moisture: within(0, value('skin.hydration', 45) / 60, 1),
    thickness: Math.min(um, USUAL_UM) * PER_UM + Math.max(0, um - USUAL_UM) * PER_UM_BEYOND,
    ridges: 7 + 26 * towards(excess('skin.epidermal_thickness'), 2),
    rise: within(2, days / 3.4, 20),
    flakes: Math.round(12 * within(0, (27 - days) / 15, 1)),
    film: 1 + 7 * towards(value('skin.casual_sebum', 120), 300),
    gland: 11 + 15 * towards(value('skin.sebum_rate', 0.9), 1.6),
    plug: towards(Math.max(0, comedones - 5), 18),
    bulge: towards(Math.max(0, inflamed - 2), 14),
    rods: Math.round(within(0, (value('skin.cutibacterium_acnes_log10', 5.5) - 2) * 3, 16)),
    clusters: Math.round(within(0, (value('skin.staphylococcus_aureus_log10', 1) - 0.5) * 1.3, 8)),
    th2: Math.round(16 * towards(value('skin.easi', 0), 9)),
    th17: Math.round(16 * towards(value('skin.pasi', 0), 8)),
    neutrophils: Math.round(9 * towards(Math.max(0, inflamed - 2), 14)),
    glow: Math.max(towards(value('skin.dermatitis.area', 0), 15), towards(value('skin.psoriasis.area', 0), 6)),
    itch: within(0, value('skin.itch', 0) / 10, 1),
    tnf: Math.round(within(1, value('blood.tnf', 2) * 1.4, 9)),
    il17: Math.round(within(1, value('blood.il17', 0.5) * 5, 9)),
    il413: Math.round(within(1, value('blood.il413', 0.3) * 8, 9)),
  }
}
