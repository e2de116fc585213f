// The axis: an arrow is found, read, cut and given back by keyboard.
import assert from 'node:assert/strict'
import { back, changed, figure, focused, open, scenario, table } from './lib/explorer.mjs'
import { eventually } from './lib/visit.mjs'

const SEEN = 'Butyrate in stool'
const ARROW = 'fibre_to_scfa'
const TITLE = 'Fibre → SCFA'
const axis = (page) => figure(page, 'The axis')
const arrow = (page) => axis(page).getByRole('button', { name: new RegExp(`^${TITLE}, `) })
const card = (page) => page.getByRole('complementary', { name: TITLE })

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
    await tabTo(page, /→/)
    // Arrow keys go through what leaves a place, so that Tab is not pressed forty times.
    await page.keyboard.press('Home')
    assert.match(await focused(page), new RegExp(`^${TITLE}, from life to the gut: fermenters turn dietary fibre into`))
    await page.keyboard.press('ArrowRight')
    assert.doesNotMatch(await focused(page), new RegExp(`^${TITLE}`))
    await page.keyboard.press('ArrowLeft')
    await page.keyboard.press('Enter')

    const told = await program.get(`/arrows/${ARROW}`)
    const { arrows } = await program.get('/catalogue')
    const [known] = arrows.filter(({ name }) => name === ARROW)
    await card(page).getByText(known.claim.slice(1)).first().waitFor()
    await card(page).getByRole('math').first().waitFor()
    assert.equal(await focused(page), TITLE, 'the card takes the focus')
    await card(page).getByRole('group', { name: `Equation of ${told.equations[0].of}`, exact: true }).first().waitFor()
    const numbers = card(page).getByRole('group', { name: 'Numbers in the equations' })
    const first = told.numbers.find(({ name }) => !name.startsWith('arrow.'))
    await numbers.getByRole('rowheader', { name: first.symbol }).first().waitFor()
    assert((await card(page).getByRole('link').count()) >= known.sources.length, 'its sources can be followed')
    await card(page).getByRole('heading', { name: 'Findings for and against' }).waitFor()
    const claim = told.findings[0].claim
    await card(page).getByText(claim.slice(1)).first().waitFor()
    await card(page).getByText(/\d+ of \d+ published directions, sizes and absences of an effect are met/).waitFor()
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
    assert(Number(after.at(-1)[1]) < Number(before.at(-1)[1]), 'without it there is less butyrate')
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
    await open(guest, { ...{ person: { age: '24 y', sex: 'female', weight: '62 kg', height: '1.68 m' } }, course: [{ eat: 'fibre_free_enteral', from: '0 d' }], sample: { until: '7 d', outcomes: ['stool.butyrate'] } })
    await eventually(async () => assert.match(await arrow(page).getAttribute('aria-label'), /Effect: [\d.]+ healthy widths/), 150_000)
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
