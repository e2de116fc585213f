// What somebody has drawn and seen of the tours, for as long as the page is open.
import { SvelteMap, SvelteSet } from 'svelte/reactivity'
import { EMPTY, type Drawing } from './drawing'

class Progress {
  private readonly drawings = new SvelteMap<string, Drawing>()
  private readonly seen = new SvelteSet<string>()

  drawingOf(step: string): Drawing {
    return this.drawings.get(step) ?? EMPTY
  }
  draw(step: string, drawing: Drawing): void {
    this.drawings.set(step, drawing)
  }
  isSeen(step: string): boolean {
    return this.seen.has(step)
  }
  see(step: string): void {
    this.seen.add(step)
  }
  /** Once more, from an empty chart. */
  forget(step: string): void {
    this.drawings.delete(step)
    this.seen.delete(step)
  }
}

export const progress = new Progress()
