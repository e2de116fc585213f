// What the trial page knows: the text, how many people, and what became of it. The text is kept in the browser, results in memory.
import { job, Refused } from '../api/client'
import type { Example, Fault, JobEvent, TrialRequest, TrialResult } from '../api/types'
import { announcer } from '../state/announce.svelte'
import { route } from '../state/route.svelte'
import { paced, type Pace, type Took } from './pace'
import { fileOf, glance } from './text'

const KEPT = 'enteroderm.trial'
const TOOK = 'enteroderm.trial.took'
const PAGE = '#/trial'

interface Kept {
  name: string
  text: string
  people: number | null
  seed: number | null
}

interface Running {
  pace: Pace | null
  /** How many jobs stand before it. */
  waiting: number | null
  people: number
  /** In seconds, as those of the pace. */
  began: number
}

const now = (): number => performance.now() / 1000

class Trial {
  /** The name that the trial goes by: that of a built-in one, or of a file. */
  name = $state('')
  text = $state('')
  /** In place of what the text says; null for what it says. */
  people = $state<number | null>(null)
  seed = $state<number | null>(null)
  /** What was in the editor before another trial was put there. */
  before = $state.raw<Kept | null>(null)

  running = $state.raw<Running | null>(null)
  result = $state.raw<TrialResult | null>(null)
  job = $state<number | null>(null)
  /** The file that the result's command names, with the text that ran. */
  ran = $state.raw<{ file: string; text: string } | null>(null)
  faults = $state.raw<{ faults: Fault[]; text: string } | null>(null)
  trouble = $state<string | null>(null)

  private stop: AbortController | null = null
  private took = $state.raw<Record<string, Took>>(kept<Record<string, Took>>(TOOK) ?? {})

  readonly glance = $derived(glance(this.text))

  constructor() {
    const before = kept<Kept>(KEPT)
    if (before) this.put(before)
  }

  lastTook(): Took | null {
    return this.took[this.name] ?? null
  }

  open(example: Example): void {
    this.keepBefore()
    this.put({ name: example.name, text: example.toml, people: null, seed: null })
    this.changed()
  }

  load(name: string, text: string): void {
    this.keepBefore()
    this.put({ name, text, people: null, seed: null })
    this.changed()
  }

  back(): void {
    const before = this.before
    if (!before) return
    this.put(before)
    this.before = null
    this.changed()
  }

  /** Puts down what was changed, and lets go of faults of the text that was. */
  changed(): void {
    this.faults = null
    this.trouble = null
    keep(KEPT, { name: this.name, text: this.text, people: this.people, seed: this.seed })
    const query = this.name ? `?${new URLSearchParams({ name: this.name })}` : ''
    if (route.page === 'trial') route.put(PAGE + query, 'replace')
  }

  async run(): Promise<void> {
    const people = this.people ?? this.glance.people
    const stop = new AbortController()
    this.stop = stop
    this.running = { pace: null, waiting: null, people, began: now() }
    this.faults = null
    this.trouble = null
    const ran = { file: fileOf(this.name), text: this.text }
    const asked: TrialRequest = { trial: ran.text, name: ran.file }
    if (this.people !== null) asked.people = this.people
    if (this.seed !== null) asked.seed = this.seed
    let number: number | null = null
    try {
      const result = await job<TrialResult>('/trials', asked, (event) => (number = this.heard(event) ?? number), stop.signal)
      this.result = result
      this.job = number
      this.ran = ran
      this.took = { ...this.took, [this.name]: { people, seconds: result.page.seconds } }
      keep(TOOK, this.took)
      announcer.say('The trial has run. What it found stands below.')
    } catch (error) {
      if (!stop.signal.aborted) this.refused(error)
    } finally {
      this.running = null
    }
  }

  cancel(): void {
    this.stop?.abort()
  }

  private heard(event: JobEvent<TrialResult>): number | null {
    if (event.event === 'job') return event.data.job
    if (!this.running) return null
    if (event.event === 'waiting') this.running = { ...this.running, waiting: event.data.before }
    if (event.event === 'progress') {
      const { phase, share } = event.data
      this.running = { ...this.running, waiting: null, pace: paced(this.running.pace, phase, share, now()) }
    }
    return null
  }

  private refused(error: unknown): void {
    if (error instanceof Refused && error.faults.length > 0) this.faults = { faults: error.faults, text: error.text }
    else this.trouble = error instanceof Error ? error.message : 'The trial could not be run.'
  }

  private put({ name, text, people, seed }: Kept): void {
    this.name = name
    this.text = text
    this.people = people
    this.seed = seed
  }

  private keepBefore(): void {
    if (this.text.trim()) this.before = { name: this.name, text: this.text, people: this.people, seed: this.seed }
  }
}

/** A browser may keep nothing: then the page forgets. */
function kept<T>(name: string): T | null {
  try {
    const text = localStorage.getItem(name)
    return text ? (JSON.parse(text) as T) : null
  } catch {
    return null
  }
}

function keep(name: string, value: unknown): void {
  try {
    localStorage.setItem(name, JSON.stringify(value))
  } catch {
    // A page that forgets still works.
  }
}

export const trial = new Trial()
