// The explorer: a person lives, is changed, and is compared with who they were.
import assert from 'node:assert/strict'
import { back, changed, charts, figure, LIFE, open, openTab, panel, table } from './lib/explorer.mjs'
import { eventually } from './lib/visit.mjs'

const SEEN = 'Cortisol'
const last = (rows) => rows.at(-1)
const stress = async (page) => (await panel(page, 'Habits')).getByRole('slider', { name: 'Stress', exact: true })

export const tests = {
  'opens on a person who already lives, with curves and a headline': async ({ page, program }) => {
    await page.goto(program.address)
    const headline = page.getByRole('heading', { level: 1 })
    assert.match(await headline.innerText(), /(rises|falls) from .*\d/)
    assert.equal(await page.title(), 'Explore · Enteroderm')
    for (const column of ['Gut and lining', 'Blood and brain', 'Skin']) {
      const section = page.getByRole('region', { name: column, exact: true })
      assert((await section.getByRole('slider', { name: /: starts at .* ends at / }).count()) >= 3, `${column} has three charts`)
    }
    await page.getByText('A research tool: it diagnoses nobody and replaces no advice.').waitFor()
  },

  'a slider that is moved draws the curves anew': async (guest) => {
    const { page } = guest
    await open(guest)
    const before = await table(page, SEEN)
    assert.equal(before.length, 1 + 29, 'a row a day below the head')
    const story = async () => (await openTab(page, SEEN, 'Chart')).getByRole('slider').getAttribute('aria-label')
    const told = await story()
    assert.match(told, /^Cortisol: starts at [\d.]+ .*, ends at [\d.]+ on day 28\./)

    await (await stress(page)).press('End')
    const after = await changed(page, SEEN, before)
    assert.deepEqual(after[1], before[1], 'day 0 is that of the life before')
    assert(Number(last(after)[1]) > Number(last(before)[1]), 'stress raises cortisol')
    assert.notEqual(await story(), told, 'the chart tells another story')
    await page.getByRole('status').filter({ hasText: /^Ran in / }).waitFor({ state: 'attached' })
  },

  'a pinned life stays as a ghost to compare with': async (guest) => {
    const { page } = guest
    await open(guest)
    const alone = await table(page, SEEN)
    await page.getByRole('button', { name: 'Pin to compare' }).click()
    const both = await changed(page, SEEN, alone)
    assert.match(both[0].at(-1), /\(pinned\)/)

    await (await stress(page)).press('End')
    const after = await changed(page, SEEN, both)
    const pinned = after.map((row) => row.at(-1)).slice(1)
    assert.deepEqual(pinned, alone.slice(1).map((row) => row[1]), 'the ghost is the life that was pinned')
    const difference = figure(page, SEEN).getByTitle('Against what is pinned')
    const now = Number(last(after)[1]) - Number(last(after).at(-1))
    assert(Math.abs(Number((await difference.textContent()).replace('−', '-')) - now) <= 0.02 * Math.abs(now) + 1, 'the difference is told beside the curve')

    await page.getByRole('button', { pressed: true, name: /pinned|clindamycin/i }).click()
    assert.equal((await changed(page, SEEN, after))[0].length, 2, 'without the ghost its column is gone')
  },

  'undo and redo walk back and forth, by button and by keyboard': async (guest) => {
    const { page } = guest
    await open(guest)
    const before = await table(page, SEEN)
    const slider = await stress(page)
    await slider.press('End')
    const after = await changed(page, SEEN, before)

    await page.getByRole('button', { name: 'Undo', exact: true }).click()
    await back(page, SEEN, before)
    assert.equal(await slider.inputValue(), '13')
    await page.getByRole('button', { name: 'Redo', exact: true }).click()
    await back(page, SEEN, after)
    assert.equal(await slider.inputValue(), '40')

    await slider.press('Control+z')
    await back(page, SEEN, before)
    await slider.press('Control+Shift+z')
    await back(page, SEEN, after)
    await page.getByRole('button', { name: 'Reset', exact: true }).click()
    await back(page, SEEN, before)
  },

  'the cursor moves in all charts at once, by keyboard': async (guest) => {
    const { page } = guest
    await open(guest)
    const chart = figure(page, SEEN).getByRole('slider')
    const told = () => charts(page).evaluateAll((all) => all.map((one) => one.getAttribute('aria-valuetext')))
    const day = async (number) => {
      const all = await told()
      assert(all.length >= 14, `gut, blood, skin and community have charts, not only ${all.length}`)
      for (const text of all) assert.match(text, new RegExp(`^Day ${number}\\b`))
    }
    await eventually(async () => assert((await charts(page).count()) >= 14))
    await chart.press('Home')
    await eventually(() => day(0))
    await chart.press('ArrowRight')
    await chart.press('ArrowRight')
    await eventually(() => day(2))
    await chart.press('Shift+ArrowRight')
    await eventually(() => day(9))
    const reading = figure(page, SEEN).getByText('day 9')
    await reading.waitFor()
    await chart.press('Escape')
    await eventually(() => day(28))

    await chart.press('Home')
    await chart.press('+')
    await eventually(async () => assert.equal(await chart.getAttribute('aria-valuemax'), '14', 'the keyboard zooms, too'))
    await page.getByRole('button', { name: 'Whole run' }).click()
    await eventually(async () => assert.equal(await chart.getAttribute('aria-valuemax'), '28'))
  },

  'an outcome is found by words and put on the board': async (guest) => {
    const { page } = guest
    await open(guest)
    const added = figure(page, 'Calprotectin in stool')
    if ((await added.count()) > 0) await added.getByRole('button', { name: /off the board/ }).click()
    const search = page.getByRole('combobox', { name: 'Add an outcome to the board' })
    await search.pressSequentially('calprot')
    await page.getByRole('option', { name: /Calprotectin in stool/ }).waitFor()
    await search.press('Enter')
    await added.getByRole('slider', { name: /^Calprotectin in stool: starts at/ }).waitFor()
    assert.equal(await search.inputValue(), '')
    await added.getByRole('button', { name: 'Take Calprotectin in stool off the board' }).click()
    await eventually(async () => assert.equal(await added.count(), 0))
  },

  'an example opens from the dialog, found by words': async (guest) => {
    const { page } = guest
    await open(guest, { ...LIFE, sample: { until: '7 d' } })
    await page.getByRole('button', { name: 'Examples' }).click()
    const dialog = page.getByRole('dialog', { name: 'Start from an example' })
    await dialog.getByRole('searchbox').fill('butyrate')
    const all = await guest.program.get('/catalogue')
    const [claim] = all.scenarios.filter(({ name }) => name === '09-butyrate')
    await dialog.getByRole('button', { name: '9. Butyrate' }).click()
    await dialog.waitFor({ state: 'hidden' })
    await eventually(async () => assert.equal(await (await panel(page, 'Text')).getByRole('textbox', { name: /TOML/ }).inputValue().then((text) => text.includes(claim.about)), true))
  },
}
