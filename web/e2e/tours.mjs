// Tours: at every step something is drawn first, by keyboard alone, and then the model answers.
import assert from 'node:assert/strict'
import { focused } from './lib/explorer.mjs'
import { eventually } from './lib/visit.mjs'

const step = (page) => page.getByRole('region', { name: /^Step \d of \d: / })
const see = (page) => step(page).getByRole('button', { name: 'See', exact: true })

async function begin({ page, program }) {
  await page.goto(`${program.address}#/tours`)
  await page.getByRole('heading', { level: 1, name: 'Tours' }).waitFor()
}

/** Draws a straight line by two numbers, and sees. */
async function drawAndSee(page) {
  const here = step(page)
  assert.equal(await here.getByText('Your curve beside the model’s').count(), 0, 'nothing is given away')
  assert(await see(page).isDisabled(), 'first one draws')
  await here.getByText('Give numbers instead').focus()
  await page.keyboard.press('Enter')
  const boxes = here.getByRole('group', { name: /^Values at some days/ }).getByRole('spinbutton')
  await boxes.first().waitFor()
  const top = Number(await boxes.first().getAttribute('max'))
  await page.keyboard.press('Tab')
  await page.keyboard.type(String(top / 4))
  for (let box = await boxes.count(); box > 1; box -= 1) await page.keyboard.press('Tab')
  await page.keyboard.type(String(top / 2))
  await eventually(async () => assert(await see(page).isEnabled()))
  await page.keyboard.press('Tab')
  assert.equal(await focused(page), 'See')
  await page.keyboard.press('Enter')
}

/** Walks through a tour from its first step to its last. */
async function walk(guest, title) {
  const { page } = guest
  await begin(guest)
  await page.getByRole('link', { name: new RegExp(`^${title}`) }).press('Enter')
  const [, steps] = (await step(page).getAttribute('aria-label')).match(/^Step 1 of (\d)/)
  for (let place = 1; place <= Number(steps); place += 1) {
    await page.getByRole('region', { name: new RegExp(`^Step ${place} of ${steps}: `) }).waitFor()
    await drawAndSee(page)
    await step(page).getByRole('heading', { name: /^Your curve beside the model’s: \d of \d$/ }).waitFor()
    const told = await step(page).innerText()
    assert.doesNotMatch(told, /NaN|undefined|Infinity|–(?= |\.)/, 'what is told has its numbers')
    await step(page).getByRole('slider', { name: / over \d+ days$/ }).press('Home')
    assert.match(await step(page).getByRole('slider').getAttribute('aria-valuetext'), /^day 0: model [\d.]+.*, yours [\d.]+/)
    const next = place < Number(steps) ? /^Next: / : 'To the other tours'
    await page.getByRole('link', { name: next }).press('Enter')
  }
  await page.getByRole('link', { name: new RegExp(`^${title}.*${steps} steps, ${steps} seen`, 's') }).waitFor()
}

const TITLES = ['An antibiotic, with and without fibre', 'Stress and the leak', 'A psoriasis tipped over', 'Why an infant’s bifidobacteria matter']

export const tests = {
  ...Object.fromEntries(TITLES.map((title) => [`“${title}” is walked through by keyboard`, (guest) => walk(guest, title)])),

  'no tour is left out': async (guest) => {
    await begin(guest)
    const titles = await guest.page.getByRole('main').getByRole('heading', { level: 2 }).allInnerTexts()
    assert.deepEqual(titles, TITLES)
  },

  'a curve is drawn by pointer, wiped, and opened in the explorer': async (guest) => {
    const { page } = guest
    await begin(guest)
    await page.goto(`${guest.program.address}#/tours/antibiotic/3`)
    await page.reload()
    const chart = step(page).getByRole('img', { name: /Empty: draw into it/ })
    const box = await chart.boundingBox()
    const at = (across, down) => [box.x + across * box.width, box.y + down * box.height]
    await page.mouse.move(...at(0.2, 0.5))
    await page.mouse.down()
    await page.mouse.move(...at(0.8, 0.3), { steps: 5 })
    await page.mouse.up()
    await eventually(async () => assert(await see(page).isEnabled()))
    await step(page).getByRole('button', { name: 'Wipe' }).click()
    assert(await see(page).isDisabled())
    await step(page).getByRole('button', { name: 'See without drawing' }).click()
    await step(page).getByRole('button', { name: 'Open in the explorer' }).click()
    await page.getByRole('heading', { name: 'Day by day' }).waitFor()
    await page.getByRole('slider', { name: /^The run of 180 days\. .*clindamycin.*inulin/ }).waitFor()
    await page.getByRole('listitem').filter({ hasText: 'pinned: Without inulin' }).waitFor()
  },
}
