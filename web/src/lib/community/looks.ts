// How a genus looks: the colour of its phylum, lighter or darker and with a texture of its own among its kin.
import type { Genus } from '../api/types'
import { OTHERS, type Kind } from './stack'

export type Texture = 'plain' | 'stripes' | 'dots' | 'rows' | 'hatch' | 'rings' | 'backward'
const TEXTURES: Texture[] = ['plain', 'stripes', 'dots', 'rows', 'hatch', 'rings', 'backward']

/** Neighbours of the catalogue get colours that are far apart. */
const SERIES = [1, 5, 3, 4, 8, 2, 7, 6]

/** How much of the phylum's colour is in the ground, by place in the phylum. */
const STRENGTH = [78, 58, 42, 66, 50, 36, 72]

export interface Look {
  /** The id of its pattern, made unique by the figure. */
  pattern: string
  ground: string
  mark: string
  texture: Texture
}

export const phyla = (genera: readonly Genus[]): string[] => [...new Set(genera.map(({ phylum }) => phylum))]

export function look(kind: Kind, all: readonly string[], id: string): Look {
  const pattern = `${id}-${kind.name}`
  if (kind.name === OTHERS) return { pattern, ground: 'var(--panel-soft)', mark: 'var(--line-strong)', texture: 'stripes' }
  const colour = `var(--series-${SERIES[all.indexOf(kind.phylum) % SERIES.length]})`
  const place = kind.within % TEXTURES.length
  return {
    pattern,
    ground: `color-mix(in oklab, ${colour} ${STRENGTH[place]}%, var(--panel))`,
    mark: `color-mix(in oklab, ${colour} 85%, var(--ink))`,
    texture: TEXTURES[place]!,
  }
}
