// What a person does on the Explore page, in their words.
import assert from 'node:assert/strict'
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { eventually } from './visit.mjs'

/** A short life, of the person with whom the page opens, so that everybody comes to rest once. */
export const LIFE = {
  person: { age: '24 y', sex: 'female', weight: '62 kg', height: '1.68 m' },
  habits: { diet: 'western', stress: 13, sleep: '7.5 h' },
  course: [{ take: 'clindamycin', dose: '150 mg', per_day: 1, from: '0 d', lasts: '5 d' }],
  sample: { until: '28 d', every: '1 d', outcomes: ['stool.butyrate', 'blood.cortisol', 'skin.tewl'] },
}

/** Eleven years with forty antibiotics, which take seconds to live through. */
export const MANY = {
  ...LIFE,
  course: Array.from({ length: 40 }, (_, place) => ({ ...LIFE.course[0], from: `${100 * place} d` })),
  sample: { ...LIFE.sample, until: '4000 d', every: '10 d' },
}

/** The part of an address that holds a life. */
export const linkTo = (tree, more = {}) => `#/explore?s=${deflateRawSync(JSON.stringify({ tree, ...more })).toString('base64url')}`

/** Follows a link within the page. */
export const follow = (page, link) => page.evaluate((hash) => (location.hash = hash), link)

/** What an address holds, as JSON. */
export function heldBy(url) {
  const packed = new URLSearchParams(new URL(url).hash.split('?')[1]).get('s')
  return packed === null ? '' : inflateRawSync(Buffer.from(packed, 'base64url')).toString()
}

/** Comes to a life as by a link, from elsewhere, and waits until it is lived. */
export async function open({ page, program }, tree = LIFE, more = {}) {
  await page.goto('about:blank')
  await page.goto(program.address + linkTo(tree, more))
  await page.getByRole('heading', { level: 2, name: 'Day by day' }).waitFor()
}

export const figure = (page, title) => page.getByRole('figure', { name: title, exact: true })

/** Opens a tab of a figure; small ones keep theirs behind a button. */
export async function openTab(page, title, name) {
  const frame = figure(page, title)
  await frame.waitFor()
  const more = frame.getByRole('button', { name: `Table, sources and files of ${title}` })
  if ((await more.count()) > 0 && (await more.getAttribute('aria-expanded')) === 'false') await more.click()
  await frame.getByRole('tab', { name, exact: true }).click()
  return frame.getByRole('tabpanel')
}

/** The table of a figure, its head first, as it is read. */
export async function table(page, title) {
  const rows = figure(page, title).getByRole('table', { name: title, exact: true })
  if ((await rows.count()) === 0) await openTab(page, title, 'Table')
  return rows.getByRole('row').evaluateAll((all) => all.map((row) => [...row.cells].map((cell) => cell.textContent.trim())))
}

/** Waits until a figure's table says something else, and returns it. */
export function changed(page, title, before, patience) {
  return eventually(async () => {
    const now = await table(page, title)
    assert.notDeepEqual(now, before, `the numbers of “${title}” stay as they were`)
    return now
  }, patience)
}

/** Waits until a figure's table says what it said. */
export function back(page, title, before) {
  return eventually(async () => assert.deepEqual(await table(page, title), before, `the numbers of “${title}” are others than before`))
}

/** Habits, Courses, Person or Text, beside the results. */
export async function panel(page, name) {
  await page.getByRole('tablist', { name: 'The life' }).getByRole('tab', { name, exact: true }).click()
  return page.getByRole('tabpanel', { name, exact: true })
}

/** The scenario as the page tells it. */
export async function scenario(page) {
  const text = (await panel(page, 'Text')).getByRole('textbox', { name: 'The scenario as TOML' })
  return text.inputValue()
}

/** The charts over time that share a cursor, by what is said of the day. */
export const charts = (page) => page.locator('[role=slider][aria-valuetext^="Day "]')

/** Whatever has the focus, as it is called. */
export const focused = (page) => page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent?.trim() ?? '')
