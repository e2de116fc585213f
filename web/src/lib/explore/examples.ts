// The catalogue's scenarios, sorted for a reader: stories first, then the claims of the model, then single arrows.
import type { Example } from '../api/types'

export interface Group {
  title: string
  about: string
  examples: Example[]
}

export function groupExamples(scenarios: readonly Example[]): Group[] {
  const under = (folder: string) => scenarios.filter(({ path }) => path.includes(`/${folder}/`))
  const [claims, arrows] = [under('claims'), under('arrows')]
  const stories = scenarios.filter((example) => !claims.includes(example) && !arrows.includes(example))
  return [
    { title: 'Stories', about: 'Whole lives to begin with.', examples: stories },
    { title: 'Claims', about: 'What the axis must do, one claim each.', examples: claims },
    { title: 'Arrows', about: 'Single causes, shown alone.', examples: arrows },
  ].filter((group) => group.examples.length > 0)
}

/** `09-butyrate` is "9. Butyrate"; `western-diet-acne` is "Western diet acne". */
export function exampleTitle(name: string): string {
  const [, claim, rest = name] = /^(\d+)-(.*)$/.exec(name) ?? []
  const text = rest.replaceAll('-', ' ')
  const title = text.charAt(0).toUpperCase() + text.slice(1)
  return claim ? `${Number(claim)}. ${title}` : title
}

export function matches(example: Example, asked: string): boolean {
  const all = `${example.name} ${example.about ?? ''}`.toLowerCase()
  return asked
    .toLowerCase()
    .split(/\s+/)
    .every((part) => all.includes(part))
}
