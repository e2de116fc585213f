// The pages by name, each fetched when it is opened.
import type { Component } from 'svelte'
import type { PageName } from '../lib/state/route.svelte'

export const pages: Record<PageName, () => Promise<{ default: Component }>> = {
  explore: () => import('./Explore.svelte'),
  trial: () => import('./Trial.svelte'),
  evidence: () => import('./Evidence.svelte'),
  tours: () => import('../lib/tours/Tours.svelte'),
}
