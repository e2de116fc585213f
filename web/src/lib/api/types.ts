// What the server says and is told, under /api/v1. Its OpenAPI document stands at /api/v1/openapi.json.

/** Everything that does not depend on a person: GET /api/v1/catalogue. */
export interface Catalogue {
  schema: 'enteroderm.catalogue/1'
  model: ModelVersion
  arrows: Arrow[]
  outcomes: OutcomeInfo[]
  habits: Habit[]
  diets: Diet[]
  foods: Food[]
  agents: Agent[]
  traits: Named[]
  populations: Named[]
  genera: Genus[]
  scenarios: Example[]
  trials: Example[]
  /** Publications by their key. */
  sources: Record<string, Publication>
}

export interface ModelVersion {
  version: string
  hash: string
}

export interface Named {
  name: string
  meaning: string
}

/** Where an arrow begins or ends: what one eats, takes and lives; the microbes; the wall; and so on. */
export type Place = 'life' | 'gut' | 'lining' | 'blood' | 'brain' | 'skin'

export interface Arrow {
  name: string
  claim: string
  /** The terms of the equations that it gates, in words. */
  gates: string
  /** The way between organs of which it is part. */
  way: string
  from: Place
  to: Place
  /** Keys of publications. */
  sources: string[]
  /** What was seen, in whom, and what speaks against it. */
  note: string
  /** Paths of the built-in scenarios that show it. */
  examples: string[]
}

export interface OutcomeInfo {
  name: string
  unit: string
  meaning: string
  place: Place
  healthy: [number, number] | null
  /** How the healthy range is known: measured, derived, recalled, assumed; null where there is none. */
  status: string | null
  source: string | null
  note: string | null
}

export interface Habit {
  name: string
  meaning: string
  example: string
  unit: string
  /** What may be lived. */
  lo: number
  hi: number
  /** That of the reference life. */
  usual: number
  /** What is healthy, where that is known. */
  healthy: [number, number] | null
  source: string | null
  note: string | null
}

export interface Diet {
  name: string
  meaning: string
  eater: string
}

export interface Food {
  name: string
  group: string
}

export interface Agent {
  name: string
  kind: 'drug' | 'product'
  class: string
  aliases: string[]
  per_day: number
  unit: string
}

export interface Genus {
  name: string
  phylum: string
}

export interface Example {
  /** Such as `examples/claims/09-butyrate.toml`. */
  path: string
  name: string
  about: string | null
  toml: string
  /** Whether it names a stool profile or a diary beside it, which a page cannot open. */
  needs_files: boolean
}

export interface Publication {
  title: string
  authors: string
  year: string
  journal: string
  doi: string | null
  url: string | null
}

/** GET /api/v1/arrows/{name}. */
export interface ArrowDetail {
  name: string
  equations: Equation[]
  /** How many further equations it stands in. */
  left_out: number
  numbers: ModelNumber[]
  /** Findings that bear on it, the best known first. */
  findings: Finding[]
}

export interface Equation {
  /** The state, quantity or outcome that it is of. */
  of: string
  kind: 'rate' | 'quantity' | 'outcome'
  meaning: string
  unit: string
  /** The terms that hang on the arrow, as a MathML element. */
  mathml: string
  /** The same in one line of text. */
  text: string
  /** How many other terms stand beside them. */
  others: number
  /** In how many further equations the same term stands. */
  also: number
}

export interface ModelNumber {
  name: string
  symbol: string
  value: number
  unit: string
  spread: string | null
  status: string
  source: string | null
  note: string | null
}

/** A scenario's stool profile as the page holds it: shares of genera that add up to 1. */
export interface Stool {
  sample: string
  matched: number
  genera: Record<string, number>
}

/** POST /api/v1/scenarios: what a text of TOML says, and all that is wrong with it. */
export interface ScenarioRequest {
  scenario: string
  /** The name that faults give the text. */
  name?: string
  stool?: Stool | null
}

export interface ScenarioRead {
  /** The text as a tree; null where it is no TOML. */
  tree: Record<string, unknown> | null
  faults: Fault[]
  /** What the command line prints for the same text; empty where nothing is wrong. */
  text: string
}

export interface Fault {
  file: string
  line: number | null
  column: number | null
  /** Such as `course[0].dose`. */
  field: string
  message: string
  help: string | null
}

/** POST /api/v1/runs. */
export interface RunRequest extends ScenarioRequest {
  /** Sentences on why. */
  why?: boolean
  /** The typical person and so many others less one. */
  people?: number
  seed?: number
  /** Every outcome that there is, not only those asked for. */
  everything?: boolean
}

/** What `enteroderm run --format json` prints, and what a page needs beside it. */
export interface RunResult {
  schema: 'enteroderm.run/1'
  scenario: string
  model: ModelVersion
  seed: number | null
  time: { unit: 'd'; values: number[] }
  outcomes: Record<string, Series>
  run_in: { days: number; steady: boolean }
  stool_match: { sample: string; matched: number; distance: number } | null
  why: Reason[] | null
  warnings: string[]
  people?: { drawn: number; followed: number; left_out: { person: number; why: string }[] }
  page: {
    person: string
    /** What is given and lived, a line each. */
    given: string[]
    /** Names of the outcomes that the scenario asks for or the person suggests, in their order. */
    chosen: string[]
    /** Names of those beside them that changed most. */
    changed_most: string[]
    /** What happened, in plain sentences, the most telling first. */
    headline: string[]
    /** The command that gives the same numbers. */
    command: string
    seconds: number
  }
}

export interface Series {
  unit: string
  values: number[]
  healthy: [number, number] | null
  lo90?: number[]
  hi90?: number[]
}

export interface Reason {
  outcome: string
  unit: string
  day: number
  with: number
  without: number
  effect: number
  directly: number
  parts: { through: string; share: number; necessity: number; necessity_lo90?: number; necessity_hi90?: number }[]
  effect_lo90?: number
  effect_hi90?: number
  same_sign?: number
  people?: number
  /** The same as a sentence. */
  sentence?: string
}

/** POST /api/v1/strengths: what every arrow does in this life. A job like a run. */
export interface Strengths {
  schema: 'enteroderm.strengths/1'
  /** Days of the run. */
  days: number[]
  arrows: ArrowStrength[]
  seconds: number
}

export interface ArrowStrength {
  name: string
  /** How far outcomes move when the arrow is cut from day 0, in widths of their healthy ranges or in their own largest values, whichever is more: mean over places, by day. */
  overall: number[]
  /** The same by place where the outcomes are read. */
  places: Partial<Record<Place, number[]>>
  /** The outcomes that move most when it is cut: the difference that the arrow makes, in the outcome's unit, by day, and what it is measured by. */
  outcomes: { name: string; unit: string; scale: number; effect: number[] }[]
}

/** POST /api/v1/profiles?name=FILE&sample=NAME with the file's bytes as the body. */
export interface ProfileRead {
  file: string
  /** How it was recognised. */
  format: string
  /** Names of all samples in the file. */
  samples: string[]
  sample: string
  stool: Stool
  /** Shares matched by rank of the name. */
  matched_by: { rank: string; share: number }[]
  /** The largest that could not be matched. */
  unmatched: { name: string; share: number }[]
  /** Old names that were read as new ones. */
  renamed: { from: string; to: string; share: number }[]
  notes: string[]
}

/** POST /api/v1/trials. */
export interface TrialRequest {
  trial: string
  name?: string
  /** How many people, in place of what the trial says. */
  people?: number
  seed?: number
}

/** What `enteroderm trial --format json` prints, and what a page needs beside it. */
export interface TrialResult {
  schema: 'enteroderm.trial/1'
  trial: string
  model: ModelVersion
  seed: number
  alpha: number
  /** What sample sizes count. */
  randomised: 'people' | 'clusters'
  flow: { screened: number; enrolled: number; refused: { why: string; people: number }[] }
  arms: { name: string; allocated: number; rescued: number; left: number }[]
  endpoints: Endpoint[]
  markers: Marker[]
  failed: { person: number; why: string }[]
  warnings: string[]
  page: {
    /** By endpoint: whether less is better. */
    lower_is_better: boolean[]
    /** Every outcome over time. */
    courses: TrialCourse[]
    /** For the first endpoint, by arm: power against how many are randomised to it. */
    curves: { arm: string; endpoint: string; wanted: number; points: { n: number; power: number; mcse: number }[] }[]
    command: string
    seconds: number
  }
}

export interface Endpoint {
  name: string
  outcome: string
  unit: string
  estimand: string
  primary: boolean
  /** In a trial of clusters: how much two people of one correlate, as seen within arms. */
  intracluster_correlation: number | null
  arms: { name: string; people: number; mean: number | null; sd: number | null; ci: [number, number] | null; true_mean: number | null }[]
  contrasts: Contrast[]
}

export interface Contrast {
  contrast: [string, string]
  dose: number | null
  method: string
  estimate: number | null
  ci: [number | null, number | null]
  p: number | null
  adjusted_p: number | null
  true_effect: number | null
  true_effect_se: number | null
  number_needed: { value: number | null; ci: [number, number] | null } | null
  power: { value: number; mcse: number; trials: number } | null
  sample_size: { n_per_arm: number; mcse: number | null } | { why_not: string } | null
  why_not: string | null
}

export interface Marker {
  arm: string
  marker: string
  unit: string
  median: number | null
  below: { estimate: number | null; ci: [number, number] } | null
  above: { estimate: number | null; ci: [number, number] } | null
  true_below: number | null
  true_above: number | null
  rank_correlation: number | null
}

export interface TrialCourse {
  outcome: string
  unit: string
  meaning: string
  days: number[]
  arms: { name: string; mean: (number | null)[]; ci: [number | null, number | null][]; band: [number | null, number | null][]; truth: (number | null)[] }[]
}

/** GET /api/v1/evidence: what became of every published finding, from the stored ledger. */
export interface Evidence {
  schema: 'enteroderm.ledger/1'
  model: ModelVersion
  /** Shares in which the model has the published direction, size, and absence of an effect; null where nothing was judged. */
  score: {
    direction: Tally
    size: Tally
    nulls: Tally
    /** The same shares, weighted by strength within each arrow and then by arrow. */
    weighted: { direction: number | null; size: number | null; nulls: number | null }
  }
  findings: Finding[]
}

export interface Tally {
  met: number
  of: number
}

export interface Finding {
  id: string
  claim: string
  arrows: string[]
  disease: string
  design: string
  people: string
  strength: string
  cited: string
  url: string | null
  reported: string
  note: string | null
  scored: boolean
  /** Why it is not run, where it is not. */
  not_run: string | null
  readings: FindingReading[]
}

export interface FindingReading {
  name: string
  outcomes: string[]
  arm: string | null
  /** Another arm, or the first visit; null where nothing is compared. */
  against: string | null
  /** The day of the visit. */
  day: number
  /** Such as `ratio`, `difference`. */
  effect: string
  /** Whether no effect is 1 rather than 0. */
  is_ratio: boolean
  /** The unit of a difference or mean where it is not that of the outcome. */
  unit: string | null
  /** The direction that was published, where one was. */
  stated: 'up' | 'down' | 'none' | null
  rule: string
  published: number | null
  published_interval: [number, number] | null
  p: number | null
  predicted: number | null
  interval: [number, number] | null
  direction: boolean | null
  size: boolean | null
  null: boolean | null
}

/** What a job says while it works: server-sent events, named by `event`. */
export type JobEvent<Result> =
  | { event: 'job'; data: { job: number } }
  | { event: 'waiting'; data: { before: number } }
  | { event: 'progress'; data: { phase: string; share: number } }
  | { event: 'result'; data: Result }
  | { event: 'faults'; data: { faults: Fault[]; text: string } }
  | { event: 'failed'; data: { message: string } }
  | { event: 'stopped'; data: { message: string } }
