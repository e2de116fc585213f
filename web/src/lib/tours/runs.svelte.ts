// The runs of tours: each life is run once, and again for its reasons when somebody has seen it. Kept in memory.
import { SvelteMap } from 'svelte/reactivity'
import { job } from '../api/client'
import type { JobEvent, RunRequest, RunResult } from '../api/types'
import { toToml } from '../scenario/toml'
import type { ScenarioTree } from '../scenario/tree'

export interface State {
  result: RunResult | null
  /** Where it is, while it runs. */
  phase: string | null
  share: number
  trouble: string | null
}

type Ask = (request: RunRequest, on: (event: JobEvent<RunResult>) => void, signal: AbortSignal) => Promise<RunResult>

/** A run at work, and how many wait for it: steps share lives, so that one may leave it while another comes for it. */
interface Work {
  stop: AbortController
  wanted: number
}

const NOTHING: State = { result: null, phase: null, share: 0, trouble: null }

export class Runs {
  private readonly states = new SvelteMap<string, State>()
  private readonly works = new Map<string, Work>()

  constructor(private readonly ask: Ask) {}

  of(tree: ScenarioTree, why = false): State {
    return this.states.get(keyOf(tree, why)) ?? NOTHING
  }

  /** Runs a life unless it was run, with sentences on why if wished. When nobody wants it any more it is stopped, and may begin again. */
  want(tree: ScenarioTree, why: boolean, signal: AbortSignal): void {
    const key = keyOf(tree, why)
    if (this.states.get(key)?.result) return
    const work = this.works.get(key) ?? this.begin(key, { scenario: toToml(tree), name: 'tour.toml', why, people: 1 })
    work.wanted += 1
    const leave = () => {
      work.wanted -= 1
      // The next step comes for it only after this one has gone.
      setTimeout(() => work.wanted === 0 && this.stop(key, work))
    }
    signal.addEventListener('abort', leave, { once: true })
  }

  private begin(key: string, request: RunRequest): Work {
    const work: Work = { stop: new AbortController(), wanted: 0 }
    const { signal } = work.stop
    const told = (part: Partial<State>) => {
      if (!signal.aborted) this.states.set(key, { ...(this.states.get(key) ?? NOTHING), ...part })
    }
    const hear = (event: JobEvent<RunResult>) => {
      if (event.event === 'progress') told(event.data)
      if (event.event === 'waiting') told({ phase: 'waiting' })
    }
    this.works.set(key, work)
    told({ ...NOTHING, phase: 'starting' })
    this.ask(request, hear, signal)
      .then((result) => told({ result, phase: null }))
      .catch((error: unknown) => told({ phase: null, trouble: error instanceof Error ? error.message : String(error) }))
      .finally(() => this.works.get(key) === work && this.works.delete(key))
    return work
  }

  private stop(key: string, work: Work): void {
    if (this.works.get(key) !== work) return
    work.stop.abort()
    this.works.delete(key)
    this.states.delete(key)
  }
}

function keyOf(tree: ScenarioTree, why: boolean): string {
  return `${why ? 'why' : 'run'} ${toToml(tree)}`
}

export const runs = new Runs((request, on, signal) => job<RunResult>('/runs', request, on, signal))
