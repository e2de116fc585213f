// A life as a piece of a link: JSON, deflated, in the letters that a URL may hold.
import { asTree, isPlain, withoutFiles } from './shape'
import type { ScenarioTree } from './tree'

/** What a link restores. */
export interface Shared {
  tree: ScenarioTree
  /** What is looked at, and how; read by its owner. */
  view?: Record<string, unknown>
  /** The life that it is compared with. */
  ghost?: { label: string; tree: ScenarioTree }
}

/** A link is opened without asking, so what it may unfold to is bounded. */
const LONGEST = 256 * 1024

export async function pack(shared: Shared): Promise<string> {
  const told: Shared = { ...shared, tree: withoutFiles(shared.tree) }
  if (shared.ghost) told.ghost = { ...shared.ghost, tree: withoutFiles(shared.ghost.tree) }
  const bytes = await through(new TextEncoder().encode(JSON.stringify(told)), new CompressionStream('deflate-raw'), Infinity)
  return toBase64Url(bytes)
}

/** Null where the text is no such piece. */
export async function unpack(text: string): Promise<Shared | null> {
  try {
    const bytes = await through(fromBase64Url(text), new DecompressionStream('deflate-raw'), LONGEST)
    return read(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)))
  } catch {
    return null
  }
}

/** What JSON says as something to restore; null where it says nothing of the kind. */
export function read(value: unknown): Shared | null {
  if (!isPlain(value)) return null
  const tree = asTree(value.tree)
  if (!tree) return null
  const shared: Shared = { tree: withoutFiles(tree) }
  if (isPlain(value.view)) shared.view = value.view
  const ghost = isPlain(value.ghost) ? asTree(value.ghost.tree) : null
  if (ghost && isPlain(value.ghost)) shared.ghost = { label: String(value.ghost.label ?? ''), tree: withoutFiles(ghost) }
  return shared
}

async function through(bytes: Uint8Array<ArrayBuffer>, filter: CompressionStream | DecompressionStream, most: number): Promise<Uint8Array> {
  const reader = new Blob([bytes]).stream().pipeThrough(filter).getReader()
  const pieces: Uint8Array[] = []
  let length = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) break
    length += value.length
    if (length > most) {
      await reader.cancel()
      throw new RangeError('the link unfolds to more than a scenario can be')
    }
    pieces.push(value)
  }
  const whole = new Uint8Array(length)
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}

function toBase64Url(bytes: Uint8Array): string {
  let binary = ''
  for (const byte of bytes) binary += String.fromCharCode(byte)
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
}

function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
  return Uint8Array.from(binary, (sign) => sign.charCodeAt(0))
}
