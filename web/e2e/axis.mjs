// The axis: an arrow is found, read, cut and given back by keyboard.
import assert from 'node:assert/strict'
import { back, changed, figure, focused, LIFE, open, scenario, table } from './lib/explorer.mjs'
import { eventually } from './lib/visit.mjs'

const SEEN = 'Butyrate in stool'
const TITLE = 'Fibre → SCFA'
const axis = (page) => figure(page, 'The axis')
const arrow = (page) => axis(page).getByRole('button', { name: new RegExp(`^${TITLE}, `) })
const card = (page, title = TITLE) => page.getByRole('complementary', { name: title })

/** Tab after Tab until something has the focus. */
async function tabTo(page, name, most = 12) {
  for (let press = 0; press < most; press += 1) {
    await page.keyboard.press('Tab')
    if (name.test(await focused(page))) return
  }
  assert.fail(`${most} times Tab do not come to ${name}, but to “${await focused(page)}”`)
}

export const tests = {
  'an arrow is opened by keyboard and tells all that is known of it': async (guest) => {
    const { page, program } = guest
    await open(guest)
    await axis(page).getByRole('button', { name: 'Picture' }).focus()
    await tabTo(page, /→.*, from life to /)
    // Tab goes from place to place, arrow keys through what leaves it, so that nobody presses Tab forty times.
    await page.keyboard.press('Tab')
    assert.match(await focused(page), /^Butyrate → barrier, from the gut to the gut lining: /)
    await page.keyboard.press('ArrowRight')
    assert.match(await focused(page), /→.*, from the gut to /)
    await page.keyboard.press('Home')
    await page.keyboard.press('Enter')
    assert.equal(await focused(page), 'Butyrate → barrier', 'the card takes the focus')

    const shown = card(page, 'Butyrate → barrier')
    const told = await program.get('/arrows/butyrate_to_barrier')
    const { arrows, sources } = await program.get('/catalogue')
    const [known] = arrows.filter(({ name }) => name === told.name)
    await shown.getByText(known.claim.slice(1)).first().waitFor()
    for (const key of known.sources) await shown.getByText(sources[key].title).first().waitFor()
    const equation = shown.getByRole('group', { name: `Equation of ${told.equations[0].of}`, exact: true })
    await equation.getByRole('math').first().waitFor()
    const [first] = told.numbers.filter(({ name }) => !name.startsWith('arrow.'))
    const row = shown.getByRole('group', { name: 'Numbers in the equations' }).getByRole('row').filter({ has: page.getByTitle(first.name, { exact: true }) })
    assert.match(await row.innerText(), new RegExp(`${Number(first.value.toPrecision(3))}.*${first.status}`, 's'))
    await shown.getByRole('heading', { name: 'Findings for and against' }).waitFor()
    await shown.getByText(/^\d+ of \d+ published directions, sizes and absences of an effect are met/).waitFor()
    await shown.getByText(told.findings[0].claim.slice(1)).first().waitFor()
  },

  'its gain at 0 cuts it, and a curve changes; restored, all is as before': async (guest) => {
    const { page } = guest
    await open(guest)
    const before = await table(page, SEEN)
    assert.doesNotMatch(await scenario(page), /cut = /)
    await arrow(page).press('Enter')
    const gain = card(page).getByRole('slider', { name: /^Gain/ })
    assert.equal(await gain.inputValue(), '1')
    await gain.press('Home')

    const after = await changed(page, SEEN, before)
    // Three days after the antibiotic, while the makers of butyrate come back.
    const [fed, cut] = [before, after].map((rows) => Number(rows.find(([day]) => Number(day) === 8)[1]))
    assert(cut < fed, 'without it there is less butyrate')
    const text = await scenario(page)
    assert.match(text, /\[\[course\]\]\ncut = "fibre_to_scfa"\ngain = 0\n/)
    assert.match(await arrow(page).getAttribute('aria-label'), / Cut\.$/)
    await page.getByRole('slider', { name: /^The run of 28 days\. .*fibre to SCFA/i }).waitFor()

    await card(page).getByRole('button', { name: 'Restore' }).press('Enter')
    await back(page, SEEN, before)
    assert.doesNotMatch(await scenario(page), /cut = /)
    await page.keyboard.press('Escape')
  },

  'Escape closes the card and gives the focus back': async (guest) => {
    const { page } = guest
    if ((await card(page).count()) === 0) await arrow(page).press('Enter')
    await card(page).getByRole('button', { name: 'Close the card' }).focus()
    await page.keyboard.press('Escape')
    await eventually(async () => assert.equal(await card(page).count(), 0))
    await eventually(async () => assert.match(await focused(page), new RegExp(`^${TITLE}`)))
  },

  'arrows tell how strong they are in this life, in the picture and in the list': async (guest) => {
    const { page, program } = guest
    await open(guest, { person: LIFE.person, course: [{ eat: 'fibre_free_enteral', from: '0 d' }], sample: { until: '7 d', outcomes: ['stool.butyrate'] } })
    await eventually(async () => assert.match(await arrow(page).getAttribute('aria-label'), / It moves outcomes by [\d.]+ of their range\./))
    await axis(page).getByRole('button', { name: 'List' }).click()
    const list = axis(page).getByRole('table', { name: /^Arrows of the axis/ })
    const { arrows } = await program.get('/catalogue')
    const effects = await list.getByRole('row').evaluateAll((rows) => rows.slice(1).map((row) => Number(row.cells[3].textContent.replace('<', ''))))
    assert.equal(effects.length, arrows.length)
    assert.deepEqual(effects, [...effects].sort((a, b) => b - a), 'the strongest comes first')
    await list.getByRole('button', { name: 'Arrow', exact: true }).click()
    assert.equal(await list.getByRole('columnheader', { name: 'Arrow' }).getAttribute('aria-sort'), 'ascending')
    await list.getByRole('button', { name: TITLE }).press('Enter')
    await card(page).waitFor()
    await card(page).getByRole('button', { name: 'Close the card' }).click()
    await axis(page).getByRole('button', { name: 'Picture' }).click()
  },
}
