// Keeps the life where it can be found again: in the address, for links and the back button, and in the browser's storage.
import { pack, read, unpack, type Shared } from '../scenario/link'
import type { ScenarioTree } from '../scenario/tree'
import { explorer } from './explorer.svelte'
import { route } from './route.svelte'
import { view } from './view.svelte'

const STORED = 'enteroderm.life'
/** The scenario that a first visitor meets, by its name in the catalogue, and how long it is looked at. */
const FIRST = { name: 'antibiotic-then-fibre', until: '180 d' }
/** Milliseconds without an edit after which the next one is a step of its own for the back button. */
const STEP = 2500

let written: string | null = null
let kept: ScenarioTree | null = null
let editedAt = 0

/** Opens what the address holds, or what was open last, or the first scenario. */
export async function restore(): Promise<void> {
  const packed = route.place.query.get('s')
  const arrow = route.place.query.get('arrow')
  if (packed !== null && packed === written) return
  const shared = packed === null ? null : await unpack(packed)
  if (shared) {
    written = packed
    show(shared)
    // The next edit is a step of its own, however soon it comes.
    kept = explorer.tree
    editedAt = 0
  } else if (!hasLife()) {
    show(stored() ?? { tree: await first() })
  }
  // A finding leads to an arrow: its card opens over whatever life is there.
  if (arrow !== null) view.arrow = arrow
}

/** Tells the address and the storage what is open. */
export async function keep(shared: Shared): Promise<void> {
  store(shared)
  const packed = await pack(shared)
  const shown = route.place.query.get('s')
  if (packed === shown || route.page !== 'explore') return
  // Looking elsewhere is no step back and forth, and neither is what a moment before was another one.
  const edited = kept !== null && kept !== shared.tree
  const now = Date.now()
  const step = edited && shown !== null && now - editedAt > STEP ? 'push' : 'replace'
  if (edited) editedAt = now
  kept = shared.tree
  written = packed
  route.put(`#/explore?s=${packed}`, step)
}

/** What is open, as a link holds it. */
export function present(): Shared {
  const { tree } = explorer
  const ghost = explorer.ghost ?? explorer.pinning
  const look = view.toShare()
  return { tree, ...(look && { view: look }), ...(ghost && { ghost: { label: ghost.label, tree: ghost.tree } }) }
}

export function hasLife(): boolean {
  return Object.keys(explorer.tree).length > 0
}

function show(shared: Shared): void {
  view.restore(shared.view)
  explorer.open(shared.tree)
  explorer.unpin()
  // What it was compared with comes back a little later; where it does not run, the life stands alone.
  if (shared.ghost) void explorer.pinTree(shared.ghost.tree, shared.ghost.label).catch(() => undefined)
}

async function first(): Promise<ScenarioTree> {
  const catalogue = await explorer.load()
  const example = catalogue.scenarios.find(({ name }) => name === FIRST.name) ?? catalogue.scenarios[0]
  const tree = example ? await explorer.read(example.toml) : {}
  return { name: FIRST.name, ...tree, sample: { ...tree.sample, until: FIRST.until } }
}

function stored(): Shared | null {
  try {
    return read(JSON.parse(localStorage.getItem(STORED) ?? 'null'))
  } catch {
    return null
  }
}

function store(shared: Shared): void {
  try {
    const kept = read(shared)
    if (kept) localStorage.setItem(STORED, JSON.stringify(kept))
  } catch {
    // A browser that stores nothing still explores.
  }
}
