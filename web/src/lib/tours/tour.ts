// What a guided tour is: steps that each ask for a curve before they show the model's.
import type { ScenarioTree } from '../scenario/tree'
import type { Seen } from './seen'

export interface Step {
  title: string
  /** Two or three plain sentences. */
  text: string
  /** What to draw. */
  ask: string
  tree: ScenarioTree
  /** The outcome that is drawn. */
  outcome: string
  /** How it is called beside its axis. */
  axis: string
  /** Where the axis ends: wide enough to give nothing away. */
  top: number
  /** The life that the curve is compared with, where it is not the person at rest. */
  ghost?: { label: string; tree: ScenarioTree }
  /** What there was to see, with numbers of the run itself, so that no text says what the model does not show. */
  tell: (seen: Seen, ghost: Seen) => string[]
}

export interface Tour {
  name: string
  title: string
  about: string
  steps: Step[]
  /** What to keep in mind, and what to try next. */
  end: string
}
