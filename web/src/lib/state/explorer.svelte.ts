// What the Explore page knows: the life told, what became of it, and the history of both.
import { get, job, post } from '../api/client'
import type { Catalogue, RunResult, ScenarioRead, Stool } from '../api/types'
import { plainNumbers } from '../figure/format'
import { asTree, withoutFiles } from '../scenario/shape'
import { toToml } from '../scenario/toml'
import type { ScenarioTree } from '../scenario/tree'
import { announcer } from './announce.svelte'
import { History } from './history'
import { Runs } from './runs.svelte'

export interface Ghost {
  label: string
  tree: ScenarioTree
  result: RunResult
}

/** Milliseconds that a hand may rest on a slider before its life is run. */
const REST = 120

class Explorer {
  catalogue = $state.raw<Catalogue | null>(null)
  tree = $state.raw<ScenarioTree>({})
  /** What the life is called, where it came from an example or a tour. */
  title = $state<string | null>(null)
  /** In memory only: a stool profile never enters a link or the browser's storage. */
  stool = $state.raw<Stool | null>(null)
  ghost = $state.raw<Ghost | null>(null)
  /** A life that is still run to become the ghost. */
  pinning = $state.raw<{ label: string; tree: ScenarioTree } | null>(null)
  /** The linked cursor, in days; null when nowhere. */
  day = $state<number | null>(null)
  /** How many people show how sure the curves are; 1 is the typical person alone. */
  people = $state(1)
  /** How many lives have been opened: with each, what is looked at begins anew. */
  openings = $state(0)
  canUndo = $state(false)
  canRedo = $state(false)

  private readonly runs = new Runs((result) => this.tell(result))
  private readonly history = new History<ScenarioTree>()
  private wait: ReturnType<typeof setTimeout> | undefined
  private loading: Promise<Catalogue> | null = null
  private opened: ScenarioTree = {}

  get result() {
    return this.runs.result
  }
  get job() {
    return this.runs.job
  }
  get running() {
    return this.runs.running
  }
  get behind() {
    return this.runs.behind
  }
  get faults() {
    return this.runs.faults
  }
  get strengths() {
    return this.runs.strengths
  }
  get seconds() {
    return this.runs.seconds
  }
  get trouble() {
    return this.runs.trouble
  }

  /** The catalogue, fetched once for all pages; asked again after a failure. */
  load(): Promise<Catalogue> {
    this.loading ??= get<Catalogue>('/catalogue').then(
      (catalogue) => (this.catalogue = catalogue),
      (error: unknown) => {
        this.loading = null
        throw error
      },
    )
    return this.loading
  }

  /** Edits the life by a copy, runs it a moment later, and remembers how it was. */
  change(edit: (tree: ScenarioTree) => ScenarioTree, options: { now?: boolean } = {}): void {
    const next = edit(this.tree)
    if (next === this.tree) return
    const first = Object.keys(this.tree).length === 0
    if (!first) this.history.record(this.tree, next, Date.now())
    this.become(next, options.now ? 0 : REST)
  }

  undo(): void {
    const tree = this.history.undo(this.tree)
    if (tree) this.become(tree, 0)
  }
  redo(): void {
    const tree = this.history.redo(this.tree)
    if (tree) this.become(tree, 0)
  }

  /** Replaces everything. Files of a person are out of a page's reach, so what names one is left out. */
  open(tree: ScenarioTree, label?: string): void {
    this.title = label ?? tree.name ?? null
    this.day = null
    this.openings += 1
    this.opened = withoutFiles(tree)
    this.stool = null
    this.change(() => this.opened, { now: true })
  }
  /** Back to what was opened last. */
  reset(): void {
    this.stool = null
    this.change(() => this.opened, { now: true })
  }

  setStool(stool: Stool | null): void {
    this.stool = stool
    this.runSoon(0)
  }
  setPeople(people: number): void {
    this.people = people
    this.runSoon(0)
  }

  /** Keeps the present result to compare with. */
  pin(label?: string): void {
    if (!this.result) return
    this.pinning = null
    this.ghost = { label: label ?? this.title ?? 'pinned', tree: this.tree, result: this.result }
    announcer.say('Pinned: the curves of now stay as dashed lines.')
  }
  unpin(): void {
    this.ghost = null
    this.pinning = null
  }
  /** Runs a life only to compare with it, as a link asks for. */
  async pinTree(tree: ScenarioTree, label: string): Promise<void> {
    const wanted = (this.pinning = { label, tree })
    const request = { scenario: toToml(tree), name: 'pinned.toml', everything: true, people: 1 }
    try {
      const result = await job<RunResult>('/runs', request, () => undefined)
      // Meanwhile another may have been pinned, or none be wanted.
      if (this.pinning === wanted) this.ghost = { label, tree, result }
    } finally {
      if (this.pinning === wanted) this.pinning = null
    }
  }

  /** A TOML text as a tree, by the server's own reading. */
  async read(toml: string): Promise<ScenarioTree> {
    const read = await post<ScenarioRead>('/scenarios', { scenario: toml })
    return asTree(read.tree) ?? {}
  }

  runAgain(): void {
    this.runSoon(0)
  }
  cancel(): void {
    clearTimeout(this.wait)
    this.runs.cancel()
    announcer.say('Stopped. The curves are those of the last run.')
  }

  private become(tree: ScenarioTree, rest: number): void {
    this.tree = tree
    this.canUndo = this.history.canUndo
    this.canRedo = this.history.canRedo
    this.runSoon(rest)
  }

  private runSoon(rest: number): void {
    clearTimeout(this.wait)
    this.wait = setTimeout(() => {
      const { tree, stool, people } = this
      void this.runs.start({ toml: toToml(tree), stool, people, asksWhy: (tree.course ?? []).length > 0 })
    }, rest)
  }

  private tell(result: RunResult): void {
    const seconds = result.page.seconds.toFixed(1)
    announcer.say(`Ran in ${seconds} s. ${plainNumbers(result.page.headline[0] ?? '')}`)
  }
}

export const explorer = new Explorer()
