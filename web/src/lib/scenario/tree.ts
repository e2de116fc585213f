// A scenario as a tree: the same keys as its TOML in `examples/*.toml`.

/** A diet by name, or shares of diets, or foods by weight a day such as "12 g/d". */
export type Diet = string | Record<string, number | string>

export interface ScenarioTree {
  name?: string
  about?: string
  shows?: string[]
  person?: PersonTree
  habits?: HabitsTree
  course?: CourseTree[]
  sample?: SampleTree
}

export interface PersonTree {
  age?: string
  sex?: 'female' | 'male'
  weight?: string
  height?: string
  traits?: string[]
  /** A file of a stool profile, with the taxonomy and the sample to read it by. */
  stool?: string
  taxonomy?: string
  sample?: string
}

export interface HabitsTree {
  diet?: Diet
  diary?: string
  [habit: string]: Diet | number | string | undefined
}

export interface CourseTree {
  take?: string
  apply?: string
  eat?: Diet
  live?: Record<string, number | string>
  cut?: string
  gain?: number
  dose?: string
  per_day?: number
  /** In place of `per_day`: such as "2 wk". */
  every?: string
  from?: string
  lasts?: string
  until?: string
}

export interface SampleTree {
  until?: string
  every?: string
  outcomes?: string[]
}
