// People to begin with: one typical of each kind that trials enrol.
import type { PersonTree, ScenarioTree } from '../scenario/tree'

export interface Preset {
  label: string
  person: PersonTree
}

export const PRESETS: { group: string; people: Preset[] }[] = [
  {
    group: 'Healthy skin',
    people: [
      { label: 'Healthy adult', person: { age: '30 y', sex: 'female', weight: '62 kg', height: '1.68 m' } },
      { label: 'Healthy infant', person: { age: '4 mo', sex: 'female', weight: '6.4 kg' } },
      { label: 'Infant at risk of eczema', person: { age: '1 mo', sex: 'male', weight: '4.5 kg', traits: ['eczema-prone'] } },
      { label: 'Adult prone to psoriasis', person: { age: '35 y', sex: 'male', weight: '80 kg', height: '1.78 m', traits: ['psoriasis-prone'] } },
    ],
  },
  {
    group: 'Acne',
    people: [
      { label: 'Adolescent, mild acne', person: { age: '15 y', sex: 'female', weight: '55 kg', height: '1.64 m', traits: ['acne-mild'] } },
      { label: 'Young adult, moderate acne', person: { age: '19 y', sex: 'male', weight: '74 kg', height: '1.80 m', traits: ['acne-moderate'] } },
      { label: 'Young adult, severe acne', person: { age: '18 y', sex: 'male', weight: '72 kg', height: '1.79 m', traits: ['acne-severe'] } },
    ],
  },
  {
    group: 'Eczema',
    people: [
      { label: 'Infant, moderate eczema', person: { age: '4 mo', sex: 'male', weight: '6.8 kg', traits: ['atopic-dermatitis-moderate'] } },
      { label: 'Child, moderate eczema', person: { age: '6 y', sex: 'male', weight: '21 kg', height: '1.16 m', traits: ['atopic-dermatitis-moderate'] } },
      { label: 'Adult, mild eczema', person: { age: '28 y', sex: 'female', weight: '60 kg', height: '1.66 m', traits: ['atopic-dermatitis-mild'] } },
      { label: 'Adult, moderate eczema', person: { age: '28 y', sex: 'female', weight: '60 kg', height: '1.66 m', traits: ['atopic-dermatitis-moderate'] } },
      { label: 'Adult, severe eczema', person: { age: '35 y', sex: 'male', weight: '78 kg', height: '1.78 m', traits: ['atopic-dermatitis-severe'] } },
    ],
  },
  {
    group: 'Psoriasis',
    people: [
      { label: 'Adult, mild psoriasis', person: { age: '35 y', sex: 'male', weight: '80 kg', height: '1.78 m', traits: ['psoriasis-mild'] } },
      { label: 'Adult, moderate psoriasis', person: { age: '44 y', sex: 'male', weight: '84 kg', height: '1.77 m', traits: ['psoriasis-moderate'] } },
      { label: 'Adult, severe psoriasis', person: { age: '45 y', sex: 'male', weight: '90 kg', height: '1.77 m', traits: ['psoriasis-severe'] } },
    ],
  },
  {
    group: 'Gut',
    people: [{ label: 'Adult, active Crohn’s disease', person: { age: '33 y', sex: 'female', weight: '62 kg', height: '1.68 m', traits: ['crohn-active'] } }],
  },
]

/** The life of somebody else: the same habits and courses, but no diet that was made for another age. */
export function become(tree: ScenarioTree, person: PersonTree, suits: (diet: string) => boolean): ScenarioTree {
  const { diet, ...habits } = tree.habits ?? {}
  const names = typeof diet === 'string' ? [diet] : Object.keys(diet ?? {})
  const keeps = diet !== undefined && names.every(suits)
  return { ...tree, person, habits: keeps ? { ...habits, diet } : habits }
}

/** Which of them the person is; none where anything was changed. */
export function presetOf(person: PersonTree | undefined): Preset | null {
  const all = PRESETS.flatMap((group) => group.people)
  return all.find((preset) => isSame(preset.person, person ?? {})) ?? null
}

function isSame(one: PersonTree, other: PersonTree): boolean {
  const keys = ['age', 'sex', 'weight', 'height', 'stool'] as const
  const traits = (person: PersonTree) => (person.traits ?? []).toSorted().join()
  return keys.every((key) => one[key] === other[key]) && traits(one) === traits(other)
}
