// The parts of the Explore page that are fetched behind its frame.
import type { Component } from 'svelte'

export type Loader = () => Promise<{ default: Component }>

export const parts = {
  axis: () => import('../axis/AxisMap.svelte'),
  community: () => import('../community/Community.svelte'),
  skin: () => import('../skin/Skin.svelte'),
  habits: () => import('../habits/Habits.svelte'),
  courses: () => import('../courses/Courses.svelte'),
  person: () => import('../person/Person.svelte'),
} satisfies Record<string, Loader>
