// What is looked at and how: kept apart from the life itself, so that looking never runs anything again.
import { asZoom, type Zoom } from '../figure/zoom'

export const TABS = ['habits', 'courses', 'person', 'scenario'] as const
export type Tab = (typeof TABS)[number]

class View {
  /** Outcomes that were asked for by hand, in their order. */
  added = $state.raw<string[]>([])
  /** Outcomes that were taken away by hand. */
  hidden = $state.raw<string[]>([])
  /** The part of the run that is shown, in days; null is all of it. */
  zoom = $state.raw<Zoom | null>(null)
  tab = $state<Tab>('habits')
  /** The arrow whose card is open. */
  arrow = $state<string | null>(null)

  add(outcome: string): void {
    this.hidden = this.hidden.filter((name) => name !== outcome)
    if (!this.added.includes(outcome)) this.added = [...this.added, outcome]
  }
  hide(outcome: string): void {
    this.added = this.added.filter((name) => name !== outcome)
    if (!this.hidden.includes(outcome)) this.hidden = [...this.hidden, outcome]
  }

  /** What a link holds of it: only what differs from how the page opens. */
  toShare(): Record<string, unknown> | undefined {
    const share: Record<string, unknown> = {}
    if (this.added.length > 0) share.added = this.added
    if (this.hidden.length > 0) share.hidden = this.hidden
    if (this.zoom) share.zoom = this.zoom
    if (this.tab !== 'habits') share.tab = this.tab
    if (this.arrow !== null) share.arrow = this.arrow
    return Object.keys(share).length > 0 ? share : undefined
  }
  restore(share: Record<string, unknown> = {}): void {
    this.added = texts(share.added)
    this.hidden = texts(share.hidden)
    this.zoom = asZoom(share.zoom)
    this.tab = TABS.find((tab) => tab === share.tab) ?? 'habits'
    this.arrow = typeof share.arrow === 'string' ? share.arrow : null
  }
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []
}

export const view = new View()
