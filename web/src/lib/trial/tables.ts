// The tables behind the figures of a trial.
import type { Endpoint, TrialCourse, TrialResult } from '../api/types'
import type { Table } from '../figure/table'
import { betterSide, effectOf, shownValue, type Effect } from './effect'

type Cell = string | number | null

const table = (names: (string | [string, string])[], rows: Cell[][]): Table => ({
  columns: names.map((name) => (typeof name === 'string' ? { name } : { name: name[0], unit: name[1] })),
  rows,
})

export function flowTable(result: TrialResult): Table {
  const { flow, arms, failed } = result
  return table(
    ['what', 'of whom', 'people'],
    [
      ['screened', null, flow.screened],
      ...flow.refused.map(({ why, people }): Cell[] => ['not enrolled', why, people]),
      ['could not be followed', null, failed.length],
      ['enrolled', null, flow.enrolled],
      ...arms.flatMap((arm): Cell[][] => [
        ['allocated', arm.name, arm.allocated],
        ['rescued', arm.name, arm.rescued],
        ['left', arm.name, arm.left],
      ]),
    ],
  )
}

export function courseTable(course: TrialCourse): Table {
  const unit = course.unit
  const names: (string | [string, string])[] = ['arm', ['day', 'd'], ['mean seen', unit], ['mean from', unit], ['mean to', unit], ['nine of ten from', unit], ['nine of ten to', unit], ['true mean', unit]]
  const rows = course.arms.flatMap((arm) =>
    course.days.map((day, at): Cell[] => [
      arm.name, day, arm.mean[at] ?? null, arm.ci[at]?.[0] ?? null, arm.ci[at]?.[1] ?? null, arm.band[at]?.[0] ?? null, arm.band[at]?.[1] ?? null, arm.truth[at] ?? null,
    ]),
  )
  return table(names, rows)
}

/** Effects of several endpoints, each in the unit in which it is drawn. */
export function effectTable(result: TrialResult, endpoints: Endpoint[] = result.endpoints): Table {
  const names = ['endpoint', 'role', 'arm', 'against', 'dose', 'method', 'unit', 'better', 'estimate', 'from', 'to', 'p', 'adjusted p', 'true effect', 'its standard error', 'why not']
  const rows = endpoints.flatMap((endpoint) => {
    const effect = effectOf(endpoint)
    const own = (value: number | null) => shownValue(effect, value)
    return endpoint.contrasts.map((one): Cell[] => [
      endpoint.name, endpoint.primary ? 'primary' : 'secondary', one.contrast[0], one.contrast[1], one.dose, one.method, effect.kind === 'hazard' ? 'ratio' : effect.unit,
      betterSide(result, endpoint) < 0 ? 'lower' : 'higher',
      own(one.estimate), own(one.ci[0]), own(one.ci[1]), one.p, one.adjusted_p, own(one.true_effect), own(one.true_effect_se), one.why_not,
    ])
  })
  return table(names, rows)
}

export function responderTable(endpoints: Endpoint[]): Table {
  const rows = endpoints.flatMap((endpoint) =>
    endpoint.arms.map((arm): Cell[] => {
      const effect = effectOf(endpoint)
      const own = (value: number | null | undefined) => shownValue(effect, value ?? null)
      const needed = endpoint.contrasts.find((one) => one.contrast[0] === arm.name)?.number_needed
      return [endpoint.name, arm.name, arm.people, own(arm.mean), own(arm.ci?.[0]), own(arm.ci?.[1]), own(arm.true_mean), needed?.value ?? null, needed?.ci?.[0] ?? null, needed?.ci?.[1] ?? null]
    }),
  )
  return table(['endpoint', 'arm', 'people', ['responded', '%'], ['from', '%'], ['to', '%'], ['true', '%'], 'number needed to treat', 'number needed from', 'number needed to'], rows)
}

export function markerTable(result: TrialResult, effect: Effect): Table {
  const own = (value: number | null | undefined) => shownValue(effect, value ?? null)
  const rows = result.markers.map((one): Cell[] => [
    one.arm, one.marker, one.unit, one.median, one.rank_correlation,
    own(one.below?.estimate), own(one.below?.ci[0]), own(one.below?.ci[1]), own(one.true_below),
    own(one.above?.estimate), own(one.above?.ci[0]), own(one.above?.ci[1]), own(one.true_above),
  ])
  return table(
    ['arm', 'marker', 'unit', 'median', 'rank correlation', 'at or below it', 'below from', 'below to', 'true below', 'above it', 'above from', 'above to', 'true above'],
    rows,
  )
}

export function powerTable(result: TrialResult): Table {
  const rows = result.page.curves.flatMap((curve) =>
    curve.points.map((point): Cell[] => [curve.arm, curve.endpoint, point.n, 100 * point.power, 100 * point.mcse]),
  )
  return table(['arm', 'endpoint', `${result.randomised} per arm`, ['power', '%'], ['Monte-Carlo standard error', '%']], rows)
}
