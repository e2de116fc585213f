// Undo and redo over values that are replaced, never changed: what follows closely on the same spot is one step.

export class History<T> {
  private past: T[] = []
  private future: T[] = []
  private last: { spot: string; at: number } | null = null

  constructor(
    /** Milliseconds within which edits of the same spot, such as the drags of a slider, are one. */
    private readonly together = 1000,
    private readonly deepest = 200,
  ) {}

  get canUndo(): boolean {
    return this.past.length > 0
  }
  get canRedo(): boolean {
    return this.future.length > 0
  }

  /** Remembers what stood before an edit. */
  record(before: T, after: T, now: number): void {
    const spot = changedSpot(before, after)
    const same = this.last !== null && spot === this.last.spot && now - this.last.at < this.together
    this.last = { spot, at: now }
    this.future = []
    if (same && this.past.length > 0) return
    this.past.push(before)
    if (this.past.length > this.deepest) this.past.shift()
  }

  undo(present: T): T | undefined {
    return this.step(this.past, this.future, present)
  }
  redo(present: T): T | undefined {
    return this.step(this.future, this.past, present)
  }

  private step(from: T[], to: T[], present: T): T | undefined {
    const value = from.pop()
    if (value === undefined) return undefined
    to.push(present)
    this.last = null
    return value
  }
}

/** The deepest place that holds all that differs: `habits.stress`. */
export function changedSpot(before: unknown, after: unknown): string {
  const path: string[] = []
  let [a, b] = [before, after]
  while (isObject(a) && isObject(b)) {
    const [one, other]: [Record<string, unknown>, Record<string, unknown>] = [a, b]
    const keys = [...new Set([...Object.keys(one), ...Object.keys(other)])].filter((key) => !same(one[key], other[key]))
    if (keys.length !== 1) break
    const key = keys[0]!
    path.push(key)
    a = one[key]
    b = other[key]
  }
  return path.join('.')
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

function same(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b)
}
