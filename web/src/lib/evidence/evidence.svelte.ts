// What the evidence page knows: the ledger, read once, and the filters, which stand in the address.
import { get } from '../api/client'
import type { Evidence } from '../api/types'
import { route } from '../state/route.svelte'
import { ALL, fromQuery, shown, toQuery, type Filters } from './filters'
import { rows, type Row } from './readings'

const PAGE = '#/evidence'

class Ledger {
  evidence = $state.raw<Evidence | null>(null)
  trouble = $state<string | null>(null)
  filters = $state.raw<Filters>(ALL)
  /** The finding that is open, by its id. */
  open = $state<string | null>(null)

  readonly all: Row[] = $derived(this.evidence ? rows(this.evidence) : [])
  readonly shown: Row[] = $derived(shown(this.all, this.filters))
  readonly finding = $derived(this.evidence?.findings.find((finding) => finding.id === this.open) ?? null)

  async load(): Promise<void> {
    if (this.evidence) return
    this.trouble = null
    try {
      this.evidence = await get<Evidence>('/evidence')
    } catch (error) {
      this.trouble = error instanceof Error ? error.message : 'The evidence could not be read.'
    }
  }

  /** Takes filters from the address. */
  read(query: URLSearchParams): void {
    this.filters = fromQuery(query)
    this.open = query.get('finding')
  }

  filter(change: Partial<Filters>): void {
    this.filters = { ...this.filters, ...change }
    this.write('replace')
  }

  /** The browser's way back closes a finding that was opened. */
  show(finding: string | null): void {
    if (finding === this.open) return
    this.open = finding
    this.write(finding === null ? 'replace' : 'push')
  }

  private write(step: 'push' | 'replace'): void {
    const query = toQuery(this.filters, this.open).toString()
    if (route.page === 'evidence') route.put(query ? `${PAGE}?${query}` : PAGE, step)
  }
}

export const ledger = new Ledger()
