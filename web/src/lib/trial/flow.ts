// The way of people through a trial as boxes and arrows, as CONSORT draws it, for any width.
import type { TrialResult } from '../api/types'
import { wrapped } from './forest'
import { inWords } from './words'

export interface Box {
  x: number
  y: number
  width: number
  height: number
  lines: string[]
  /** The series of the arm, where it is one. */
  arm: number | null
}

export interface Flow {
  boxes: Box[]
  arrows: [number, number][][]
  height: number
}

const LINE = 18
const PADDING = 10
const GAP = 26
const LETTER = 7.1
/** More arms than fit beside each other stand below each other. */
const NARROWEST_ARM = 150
const MOST_REASONS = 8

export function flow(result: TrialResult, width: number): Flow {
  const wide = width >= 620
  const main = wide ? { x: 0, width: width * 0.4 } : { x: 0, width: width - 1 }
  const aside = wide ? { x: width * 0.48, width: width * 0.52 - 1 } : { x: 28, width: width - 29 }
  const boxes: Box[] = []
  const arrows: Flow['arrows'] = []
  const add = (at: { x: number; width: number }, y: number, texts: string[], arm: number | null = null): Box => {
    const letters = Math.floor((at.width - 2 * PADDING) / LETTER)
    const lines = texts.flatMap((text) => wrapped(text, letters, 3))
    const box = { ...at, y, height: lines.length * LINE + 2 * PADDING, lines, arm }
    boxes.push(box)
    return box
  }

  const screened = add(main, 1, [`Screened: ${result.flow.screened}`])
  const refused = add(aside, foot(screened) + GAP * 0.6, reasons(result))
  const enrolled = add(main, foot(refused) + GAP * 0.6, [`Enrolled and allocated: ${result.flow.enrolled}`])
  const trunk = wide ? middle(screened) : 14
  arrows.push([[trunk, foot(screened)], [trunk, enrolled.y]])
  arrows.push([[trunk, refused.y + refused.height / 2], [refused.x, refused.y + refused.height / 2]])

  const count = result.arms.length
  const beside = wide && (width - GAP * (count - 1)) / count >= NARROWEST_ARM
  if (beside) {
    const each = (width - 16 * (count - 1) - 1) / count
    const top = foot(enrolled) + GAP * 1.4
    const turn = foot(enrolled) + GAP * 0.6
    result.arms.forEach((arm, place) => {
      const box = add({ x: place * (each + 16), width: each }, top, armTexts(arm), place)
      arrows.push([[middle(enrolled), foot(enrolled)], [middle(enrolled), turn], [middle(box), turn], [middle(box), top]])
    })
  } else {
    let top = foot(enrolled) + GAP * 0.6
    result.arms.forEach((arm, place) => {
      const [name, ...rest] = armTexts(arm)
      const box = add({ x: 28, width: width - 29 }, top, [name ?? '', rest.join('; ')], place)
      arrows.push([[14, foot(enrolled)], [14, top + box.height / 2], [28, top + box.height / 2]])
      top = foot(box) + 10
    })
  }
  return { boxes, arrows, height: Math.max(...boxes.map(foot)) + 2 }
}

const foot = (box: Box): number => box.y + box.height
const middle = (box: Box): number => box.x + box.width / 2

function reasons(result: TrialResult): string[] {
  const { refused } = result.flow
  const all = refused.reduce((sum, one) => sum + one.people, 0)
  const rest = refused.slice(MOST_REASONS).reduce((sum, one) => sum + one.people, 0)
  const lines = [`Not enrolled: ${all}`, ...refused.slice(0, MOST_REASONS).map((one) => `${inWords(one.why)}: ${one.people}`)]
  return rest > 0 ? [...lines, `for other reasons: ${rest}`] : lines
}

function armTexts(arm: TrialResult['arms'][number]): string[] {
  return [arm.name, `Allocated: ${arm.allocated}`, `Rescued: ${arm.rescued}`, `Left: ${arm.left}`, `Seen to the end: ${arm.allocated - arm.left}`]
}

/** An arrowhead at the last point of a way. */
export function head(way: [number, number][]): string {
  const [from, to] = [way[way.length - 2], way[way.length - 1]]
  if (!from || !to) return ''
  const [right, down] = [Math.sign(to[0] - from[0]), Math.sign(to[1] - from[1])]
  return right !== 0
    ? `M${to[0]},${to[1]}l${-8 * right},-5v10Z`
    : `M${to[0]},${to[1]}l-5,${-8 * down}h10Z`
}
