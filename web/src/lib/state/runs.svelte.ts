// Runs of a life: a quick one for the curves, and behind it the reasons and what every arrow does. A newer life stops an older one.
import { isAbort, job, Refused } from '../api/client'
import type { Fault, JobEvent, RunRequest, RunResult, ScenarioRequest, Stool, Strengths } from '../api/types'

export interface Progress {
  phase: string
  /** Done, from 0 to 1. */
  share: number
}

export interface Life {
  toml: string
  stool: Stool | null
  /** The typical person and so many others less one, who show how sure the curves are. */
  people: number
  /** Whether it does anything that one could ask the reasons of. */
  asksWhy: boolean
}

/** Milliseconds without an edit after which long work begins. */
const CALM = 500

export class Runs {
  result = $state.raw<RunResult | null>(null)
  job = $state<number | null>(null)
  running = $state.raw<Progress | null>(null)
  /** The work behind a result that is already shown: reasons, others like this person, strengths of arrows. */
  behind = $state.raw<Progress | null>(null)
  faults = $state.raw<{ faults: Fault[]; text: string } | null>(null)
  strengths = $state.raw<Strengths | null>(null)
  /** How long the curves took, whatever came behind them. */
  seconds = $state<number | null>(null)
  /** What went wrong behind a result, which stays. */
  trouble = $state<string | null>(null)
  private stop: AbortController | null = null

  constructor(private readonly tell: (result: RunResult) => void) {}

  /** Runs a life; what runs already is stopped. */
  async start(life: Life): Promise<void> {
    this.cancel()
    const stop = (this.stop = new AbortController())
    this.running = { phase: 'starting', share: 0 }
    this.trouble = null
    try {
      const [result, id] = await this.run({ ...told(life), everything: true, people: 1 }, stop.signal, (at) => (this.running = at))
      this.faults = null
      this.result = result
      this.job = id
      this.seconds = result.page.seconds
      this.running = null
      this.tell(result)
    } catch (error) {
      if (stop.signal.aborted) return
      this.running = null
      if (!isAbort(error)) this.faults = refusal(error)
      return
    }
    await this.workBehind(life, stop.signal)
  }

  /** Stops what runs; the last result stays. */
  cancel(): void {
    this.stop?.abort()
    this.stop = null
    this.running = null
    this.behind = null
  }

  /** What takes longer comes behind the curves: others like this person, what every arrow does, then the reasons. */
  private async workBehind(life: Life, signal: AbortSignal): Promise<void> {
    const on = (at: Progress) => (this.behind = at)
    const show = async (request: RunRequest) => {
      const [result, id] = await this.run({ ...request, everything: true, people: life.people }, signal, on)
      this.result = result
      this.job = id
    }
    try {
      await rest(CALM, signal)
      if (life.people > 1) await show(told(life))
      this.strengths = await this.hear<Strengths>('/strengths', told(life), signal, on)
      if (life.asksWhy) await show({ ...told(life), why: true })
    } catch (error) {
      if (!signal.aborted && !isAbort(error)) this.trouble = refusal(error).text
    } finally {
      if (!signal.aborted) this.behind = null
    }
  }

  private async run(request: RunRequest, signal: AbortSignal, on: (at: Progress) => void): Promise<[RunResult, number | null]> {
    let id: number | null = null
    const result = await this.hear<RunResult>('/runs', request, signal, on, (job) => (id = job))
    return [result, id]
  }

  /** A job whose progress is told on; throws when it was stopped, so that nothing late is shown. */
  private async hear<R>(path: string, body: unknown, signal: AbortSignal, on: (at: Progress) => void, begun?: (job: number) => void): Promise<R> {
    const result = await job<R>(path, body, (event) => {
      if (signal.aborted) return
      if (event.event === 'job') begun?.(event.data.job)
      const at = progress(event)
      if (at) on(at)
    }, signal)
    signal.throwIfAborted()
    return result
  }
}

function told(life: Life): ScenarioRequest {
  return { scenario: life.toml, name: 'scenario.toml', stool: life.stool }
}

/** The server's words for what it does, for people. */
const PHASES: Record<string, string> = {
  adaptation: 'coming to rest',
  'run-in': 'coming to rest',
  run: 'living the days',
  "people's adaptation": 'others come to rest',
  "people's run-in": 'others come to rest',
  "people's run": 'others live the days',
  why: 'asking why',
  "people's why": 'asking why in others',
  arrows: 'what every arrow does',
}

function progress<R>(event: JobEvent<R>): Progress | null {
  if (event.event === 'waiting') return { phase: `waiting for ${event.data.before} other${event.data.before === 1 ? '' : 's'}`, share: 0 }
  if (event.event === 'progress') return { phase: PHASES[event.data.phase] ?? event.data.phase, share: event.data.share }
  return null
}

function rest(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((done, stopped) => {
    const wait = setTimeout(done, milliseconds)
    signal.addEventListener('abort', () => (clearTimeout(wait), stopped(signal.reason)), { once: true })
  })
}

function refusal(error: unknown): { faults: Fault[]; text: string } {
  if (error instanceof Refused) return { faults: error.faults, text: error.text }
  return { faults: [], text: error instanceof Error ? error.message : String(error) }
}
