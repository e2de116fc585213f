// How fast a trial goes and how long it will take: before it runs from what trials took here, while it runs from its own progress.

export interface Took {
  people: number
  seconds: number
}

/** On two cores a trial takes so long however few people it has, and so long for each; the spread is that of the built-in trials. */
const START = [8, 16] as const
const EACH = [0.15, 0.5] as const
/** The part of a trial's time that does not hang on its people, as a share of its time with 24. */
const FIXED = 0.5

/** Seconds from and to; from one run of the same trial, its own. */
export function expected(people: number, took: Took | null): [number, number] {
  if (took) {
    const at = FIXED * Math.min(1, 24 / took.people)
    const seconds = took.seconds * (at + (1 - at) * (people / took.people))
    return [seconds * 0.8, seconds * 1.25]
  }
  return [START[0] + people * EACH[0], START[1] + people * EACH[1]]
}

/** "40 s", "3 min", "1 h 20 min": no more digits than are known. */
export function duration(seconds: number): string {
  if (seconds < 10) return `${Math.max(1, Math.round(seconds))} s`
  if (seconds < 90) return `${5 * Math.round(seconds / 5)} s`
  const minutes = Math.round(seconds / 60)
  if (minutes < 60) return `${minutes} min`
  const rest = 5 * Math.round((minutes % 60) / 5)
  const hours = Math.floor(minutes / 60) + (rest === 60 ? 1 : 0)
  return rest % 60 ? `${hours} h ${rest} min` : `${hours} h`
}

export function between([from, to]: [number, number]): string {
  const [low, high] = [duration(from), duration(to)]
  if (low === high) return low
  const [number, unit] = low.split(' ')
  return low.split(' ').length === 2 && high.endsWith(` ${unit}`) && high.split(' ').length === 2 ? `${number} to ${high}` : `${low} to ${high}`
}

/** What a phase of a running trial has come to. */
export interface Pace {
  phase: string
  share: number
  /** When the phase began, in seconds, and its share then. */
  began: number
  from: number
  now: number
}

/** People are followed side by side, so that a share wavers a little; where it falls far, the phase has begun anew with others. */
const WAVER = 0.2

export function paced(before: Pace | null, phase: string, share: number, now: number): Pace {
  const same = before !== null && before.phase === phase && share > before.share - WAVER
  return same ? { ...before, share: Math.max(share, before.share), now } : { phase, share, began: now, from: share, now }
}

/** The server's phases, in words. */
const PHASES: Record<string, string> = {
  reference: 'the reference person comes to rest',
  'run-in': 'people come to rest and are screened',
  weights: 'people are held against the published distribution',
  courses: 'everybody lives through every arm',
  planning: 'trials of other sizes are simulated',
}

export const phaseInWords = (phase: string): string => PHASES[phase] ?? phase

/** Seconds that are left of this phase, once enough of it is known to tell. */
export function left(pace: Pace): number | null {
  const [done, took] = [pace.share - pace.from, pace.now - pace.began]
  return done > 0.02 && took > 1 ? ((1 - pace.share) * took) / done : null
}

/** People a second, while the enrolled are followed; of other phases it is not known how many there are. */
export function rate(pace: Pace, people: number): number | null {
  if (pace.phase !== 'courses') return null
  const [done, took] = [pace.share - pace.from, pace.now - pace.began]
  return done > 0.02 && took > 1 ? (people * done) / took : null
}
