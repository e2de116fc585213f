// The geometry of the skin's cross-section: where its layers, bricks, cells and what moves among them lie.

export const WIDTH = 460
export const HEIGHT = 430
/** The surface, the foot of the stratum corneum, and the vessel in the dermis. */
export const SURFACE = 96
export const ROWS = 3
export const ROW = 11
export const FOOT = SURFACE + ROWS * ROW
export const VESSEL = 396
/** The middle of the follicle and half its width. */
export const FOLLICLE = 112
export const FOLLICLE_HALF = 9

export interface Spot {
  x: number
  y: number
}

const RIDGE = 46

/** How much higher the surface stands above an inflamed follicle. */
export function swelling(x: number, bulge: number): number {
  const away = (x - FOLLICLE) / 46
  return 26 * bulge * Math.exp(-away * away)
}

/** The surface from left to right, as points that a line may follow. */
export function surface(bulge: number, lift = 0): Spot[] {
  const points: Spot[] = []
  for (let x = 0; x <= WIDTH; x += 10) points.push({ x, y: SURFACE - lift - swelling(x, bulge) })
  return points
}

export const line = (points: readonly Spot[]): string => `M${points.map(({ x, y }) => `${x} ${round(y)}`).join('L')}`

/** The depth of the border between epidermis and dermis: ridges that reach down between papillae. */
export function border(x: number, thickness: number, ridges: number): number {
  return FOOT + thickness + (ridges / 2) * (1 - Math.cos((2 * Math.PI * x) / RIDGE)) - ridges / 2
}

export function epidermis(thickness: number, ridges: number, bulge: number): string {
  const low: Spot[] = []
  for (let x = WIDTH; x >= 0; x -= 4) low.push({ x, y: border(x, thickness, ridges) })
  return `${line(surface(bulge, -ROWS * ROW))}L${low.map(({ x, y }) => `${x} ${round(y)}`).join('L')}Z`
}

export interface Brick extends Spot {
  width: number
  height: number
}

const BRICK = 30

/** Bricks in bond, with more room between them the less mortar there is; cut off at the opening of the follicle. */
export function bricks(mortar: number, bulge: number): Brick[] {
  const gap = 1.6 + 2.4 * (1 - mortar)
  const all: Brick[] = []
  for (let row = 0; row < ROWS; row += 1) {
    for (let x = -(row % 2) * (BRICK / 2); x < WIDTH; x += BRICK) {
      for (const [from, to] of beside(x, x + BRICK)) {
        const height = SURFACE + row * ROW - swelling((from + to) / 2, bulge)
        all.push({ x: from + gap / 2, y: height + gap / 2, width: to - from - gap, height: ROW - gap })
      }
    }
  }
  return all
}

const LEAST_BRICK = 6

/** What is left of a stretch on either side of the follicle, where that is enough for a brick. */
function beside(from: number, to: number): [number, number][] {
  const [left, right] = [FOLLICLE - FOLLICLE_HALF - 1, FOLLICLE + FOLLICLE_HALF + 1]
  const pieces: [number, number][] = [
    [from, Math.min(to, left)],
    [Math.max(from, right), to],
  ]
  return pieces.filter(([start, end]) => end - start > LEAST_BRICK)
}

/** Evenly strewn without any order to see, and the same every time: the sequence of the plastic number. */
export function strewn(count: number, box: { x: number; y: number; width: number; height: number }, from = 1): Spot[] {
  return Array.from({ length: count }, (_, n) => ({
    x: round(box.x + box.width * ((0.5 + (n + from) * 0.7548776662) % 1)),
    y: round(box.y + box.height * ((0.5 + (n + from) * 0.5698402910) % 1)),
  }))
}

/** The follicle: open at the surface, wider where a plug fills it, down to the bulb of the hair. */
export function follicle(plug: number, bulge: number): string {
  const top = SURFACE - swelling(FOLLICLE, bulge) + 2
  const [half, belly] = [FOLLICLE_HALF, FOLLICLE_HALF + 15 * plug + 6 * bulge]
  const at = (x: number, y: number): string => `${round(FOLLICLE + x)} ${round(y)}`
  return [
    `M${at(-half, top)}C${at(-half, top + 20)} ${at(-belly, top + 22)} ${at(-belly, top + 48)}`,
    `C${at(-belly, top + 84)} ${at(-half, 236)} ${at(-half, 270)}L${at(-half, 318)}Q${at(-half - 5, 346)} ${at(0, 350)}`,
    `Q${at(half + 5, 346)} ${at(half, 318)}L${at(half, 270)}C${at(half, 236)} ${at(belly, top + 84)} ${at(belly, top + 48)}`,
    `C${at(belly, top + 22)} ${at(half, top + 20)} ${at(half, top)}Z`,
  ].join('')
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
