// Where the places of the axis stand in the picture, and by which sides the ways between them leave and arrive.
// The body is drawn as it stands: the brain on top, blood in the middle, the lining over the gut; life comes in from the left, skin closes it to the right.
import type { Place } from '../api/types'

export type Side = 'left' | 'right' | 'top' | 'bottom'

export interface Box {
  x: number
  y: number
  width: number
  height: number
}

export interface Arrangement {
  width: number
  height: number
  boxes: Record<Place, Box>
  /** Ways that run out further, or less far, than elsewhere: their handles by "brain-lining". */
  handles?: Record<string, [number, number]>
}

/** Where a way meets a place: the side, and how far along it (from the top or the left). */
export interface Port {
  side: Side
  at: number
}

/** A way between two places; the handles say how far it runs straight out before it turns, in shares of the distance. */
export interface Way {
  ends: [Place, Place]
  ports: [Port, Port]
  handles: [number, number]
}

export const PLACES: Place[] = ['life', 'gut', 'lining', 'blood', 'brain', 'skin']

/** For a screen's width. */
export const WIDE: Arrangement = {
  width: 1200,
  height: 770,
  boxes: {
    life: { x: 20, y: 250, width: 170, height: 400 },
    brain: { x: 450, y: 66, width: 260, height: 108 },
    blood: { x: 450, y: 250, width: 260, height: 124 },
    lining: { x: 410, y: 444, width: 340, height: 112 },
    gut: { x: 410, y: 622, width: 340, height: 130 },
    skin: { x: 944, y: 96, width: 200, height: 632 },
  },
}

/** For a tablet, or what is left beside a panel. */
export const NARROW: Arrangement = {
  width: 900,
  height: 788,
  boxes: {
    life: { x: 6, y: 310, width: 150, height: 466 },
    brain: { x: 278, y: 78, width: 266, height: 104 },
    blood: { x: 278, y: 258, width: 266, height: 122 },
    lining: { x: 256, y: 454, width: 310, height: 110 },
    gut: { x: 256, y: 642, width: 310, height: 134 },
    skin: { x: 672, y: 108, width: 172, height: 668 },
  },
  handles: { 'life-skin': [0.53, 0.15], 'brain-lining': [0.26, 0.26], 'brain-gut': [0.16, 0.16], 'blood-gut': [0.2, 0.18] },
}

/** For a column beside the card, or a phone: shapes stand above their words. */
export const COLUMN: Arrangement = {
  width: 640,
  height: 1000,
  boxes: {
    life: { x: 4, y: 420, width: 122, height: 568 },
    brain: { x: 190, y: 74, width: 184, height: 164 },
    blood: { x: 190, y: 312, width: 184, height: 184 },
    lining: { x: 190, y: 572, width: 184, height: 132 },
    gut: { x: 190, y: 784, width: 184, height: 204 },
    skin: { x: 444, y: 112, width: 138, height: 876 },
  },
  handles: { 'life-skin': [1.03, 0.18], 'brain-lining': [0.13, 0.13], 'brain-gut': [0.07, 0.07], 'blood-gut': [0.1, 0.09] },
}

/** Below this width, words stand under the shape of a place. */
export const STACKED = 200

const way = (from: Place, fromSide: Side, fromAt: number, to: Place, toSide: Side, toAt: number, handles: [number, number] = [0.45, 0.45]): Way => ({
  ends: [from, to],
  ports: [
    { side: fromSide, at: fromAt },
    { side: toSide, at: toAt },
  ],
  handles,
})

/** One way for each pair of places; arrows of both directions share it. */
export const WAYS: Way[] = [
  way('life', 'top', 0.72, 'brain', 'left', 0.3, [0.35, 0.5]),
  way('life', 'top', 0.3, 'skin', 'top', 0.5, [0.24, 0.16]),
  way('life', 'right', 0.2, 'blood', 'left', 0.8),
  way('life', 'right', 0.5, 'lining', 'left', 0.75),
  way('life', 'right', 0.86, 'gut', 'left', 0.6),
  way('brain', 'bottom', 0.5, 'blood', 'top', 0.5),
  way('brain', 'left', 0.72, 'lining', 'left', 0.35, [0.5, 0.5]),
  way('brain', 'left', 0.9, 'gut', 'left', 0.1, [0.45, 0.45]),
  way('brain', 'right', 0.5, 'skin', 'left', 0.12),
  way('blood', 'bottom', 0.5, 'lining', 'top', 0.5),
  way('blood', 'right', 0.3, 'skin', 'left', 0.4),
  way('blood', 'right', 0.85, 'gut', 'right', 0.2, [0.42, 0.32]),
  way('lining', 'bottom', 0.5, 'gut', 'top', 0.5),
  way('lining', 'right', 0.5, 'skin', 'left', 0.68),
  way('gut', 'right', 0.7, 'skin', 'left', 0.9),
]

/** Where the loops within a place hang. */
export const LOOPS: Record<Place, Port> = {
  life: { side: 'left', at: 0.5 },
  brain: { side: 'top', at: 0.5 },
  blood: { side: 'left', at: 0.3 },
  lining: { side: 'right', at: 0.2 },
  gut: { side: 'bottom', at: 0.5 },
  skin: { side: 'right', at: 0.5 },
}

/** How far the outline of the body stands from the brain, and from the places of the trunk. */
const HEAD = 22
const TRUNK = 128
/** It stays clear of what is outside it. */
const CLEAR = 0.55
const SHOULDER = 38

/** The outline of the body around the places that lie in it: a head, a neck and a trunk. */
export function outline({ boxes: { life, brain, blood, gut, skin } }: Arrangement): string {
  const middle = brain.x + brain.width / 2
  const [headLeft, headRight, headTop, headFoot] = [brain.x - HEAD, brain.x + brain.width + HEAD, brain.y - HEAD, brain.y + brain.height + HEAD]
  const beside = Math.min(TRUNK, (gut.x - life.x - life.width) * CLEAR, (skin.x - gut.x - gut.width) * CLEAR)
  const [left, right, top, foot] = [gut.x - beside, gut.x + gut.width + beside, blood.y - SHOULDER, gut.y + gut.height + HEAD / 2]
  const [neck, round] = [58, 76]
  return [
    `M${middle - neck} ${headFoot}H${headLeft + round}Q${headLeft} ${headFoot} ${headLeft} ${headFoot - round}Q${headLeft} ${headTop} ${headLeft + round} ${headTop}`,
    `H${headRight - round}Q${headRight} ${headTop} ${headRight} ${headFoot - round}Q${headRight} ${headFoot} ${headRight - round} ${headFoot}H${middle + neck}`,
    `V${top}H${right - round}Q${right} ${top} ${right} ${top + round}V${foot}H${left}V${top + round}Q${left} ${top} ${left + round} ${top}H${middle - neck}Z`,
  ].join('')
}

/** The parts of the places that hold words, which no name of an arrow may cover. */
export function wordy({ boxes }: Arrangement, lines: number): Box[] {
  const { life, skin, ...filled } = boxes
  return [{ ...life, height: Math.min(life.height, 50 + 40 * lines) }, { ...skin, height: 190 }, ...Object.values(filled)]
}
