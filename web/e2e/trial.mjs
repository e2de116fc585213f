// Trials: a built-in one is run in a few virtual people, and what it finds stands beside what is true.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { everyLook } from './lib/looks.mjs'
import { within } from './lib/program.mjs'
import { eventually, PATIENCE } from './lib/visit.mjs'

const NAME = 'topical-steroid-in-eczema'
const PEOPLE = 8
/** Milliseconds that a trial of so few may take on a slow machine. */
const LONG = 300_000
const start = (page) => page.getByRole('button', { name: 'Run the trial' })
const number = (text) => Number(text.replace('−', '-'))

async function open({ page, program }) {
  await page.goto('about:blank')
  await page.goto(`${program.address}#/trial`)
  await page.getByRole('combobox', { name: 'Built-in trial' }).selectOption(NAME)
}

export const tests = {
  'a built-in trial opens with its text and says how long it takes': async (guest) => {
    const { page, program } = guest
    await open(guest)
    const { trials } = await program.get('/catalogue')
    const [known] = trials.filter(({ name }) => name === NAME)
    assert.equal(await page.getByRole('textbox', { name: 'The trial, as TOML' }).inputValue(), known.toml)
    await page.getByText(known.about).waitFor()
    await page.getByText(/^Takes about \d/).waitFor()
    assert.match(page.url(), new RegExp(`#/trial\\?name=${NAME}`))
  },

  'a text typed wrong says what the command line prints': async (guest) => {
    const { page, program } = guest
    await open(guest)
    const text = page.getByRole('textbox', { name: 'The trial, as TOML' })
    const wrong = (await text.inputValue()).replace('lasts = ', 'last = ')
    await text.fill(wrong)
    await start(page).click()
    const alert = page.getByRole('alert')
    const { code, stderr } = await program.tell('trial', `${NAME}.toml`, wrong)
    assert.equal(code, 2)
    await eventually(async () => assert.equal((await alert.locator('pre').textContent()).trim(), stderr.trim()))
    const line = wrong.split('\n').findIndex((one) => one.startsWith('last = ')) + 1
    await alert.getByRole('button', { name: `Line ${line}` }).first().click()
    assert.match(await text.evaluate((field) => field.value.slice(field.selectionStart, field.selectionEnd)), /^last = /)
    await page.getByRole('button', { name: 'As it was' }).click()
    assert.equal(await alert.count(), 0)
  },

  'a trial that is stopped frees the server for the next': async (guest) => {
    const { page, program } = guest
    await open(guest)
    await start(page).click()
    await page.getByRole('progressbar').waitFor()
    await eventually(async () => assert.match(await page.getByRole('progressbar').getAttribute('value'), /\d/))
    await page.getByRole('button', { name: 'Cancel' }).click()
    await start(page).waitFor()
    assert.equal(await page.getByRole('alert').count(), 0, 'to stop it is no fault')

    const since = Date.now()
    const life = '[person]\nage = "24 y"\nsex = "female"\nweight = "62 kg"\nheight = "1.68 m"\n\n[habits]\ndiet = "western"\nstress = 13\nsleep = "7.5 h"\n\n[sample]\nuntil = "7 d"\n'
    const answer = await fetch(new URL('/api/v1/runs', program.address), { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ scenario: life }) })
    assert.match(await answer.text(), /^event: ?result/m)
    assert(Date.now() - since < 15_000, `a short run took ${Date.now() - since} ms`)
  },

  'it runs with progress, and its estimate stands beside the truth': async (guest) => {
    const { page } = guest
    await open(guest)
    await page.getByRole('spinbutton', { name: 'People' }).fill(String(PEOPLE))
    await start(page).press('Enter')
    const progress = page.getByRole('progressbar')
    const phases = new Set()
    await eventually(async () => {
      for (const phase of await progress.evaluateAll((all) => all.map((one) => one.labels[0].textContent.trim()))) phases.add(phase)
      await page.getByRole('heading', { name: 'What it found' }).waitFor({ timeout: 200 })
    }, LONG)
    assert([...phases].filter((phase) => /: \d+ %$/.test(phase)).length >= 2, `progress was told: ${[...phases].join(', ')}`)

    const found = page.getByRole('region', { name: 'What it found' })
    assert.match(await found.innerText(), /a difference of −?[\d.]+ .*\n?.*True effect −?[\d.]+/s)
    const effects = page.getByRole('figure', { name: /^Effects: / }).first()
    await effects.getByRole('img', { name: /^Effects on / }).waitFor()
    await effects.getByRole('tab', { name: 'Table' }).click()
    const rows = await effects.getByRole('row').evaluateAll((all) => all.map((row) => [...row.cells].map((cell) => cell.textContent.trim())))
    const [estimate, truth] = ['estimate', 'true effect'].map((name) => rows[0].findIndex((head) => head.toLowerCase().startsWith(name)))
    assert(estimate >= 0 && truth >= 0, `columns: ${rows[0].join(', ')}`)
    assert(rows.slice(1).every((row) => Number.isFinite(number(row[truth]))), 'the truth is known of every comparison')
    assert.match(await page.getByLabel('On the command line').inputValue(), new RegExp(`^enteroderm trial ${NAME}\\.toml .*--people ${PEOPLE}`))
  },

  'its report and its numbers can be taken along': async ({ page }) => {
    // It may come from this page or from the new one that the link asks for.
    const report = new Promise((done) => {
      page.once('download', done)
      page.once('popup', (tab) => tab.once('download', done))
    })
    await page.getByRole('link', { name: 'Report' }).click()
    const path = await (await within(PATIENCE, 'the report does not come', report)).path()
    assert.match(await readFile(path, 'utf8'), /^<!doctype html>[^]*topical[^]*steroid/i)
    const [csv] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Effects as CSV' }).click()])
    assert.equal(csv.suggestedFilename(), `${NAME}-effects.csv`)
  },

  'results are read by everybody, in every look': async ({ page }) => {
    for (const chart of ['Power on', 'Effect on']) await page.getByRole('figure', { name: new RegExp(`^${chart}`) }).first().waitFor()
    await everyLook(page, 'results of a trial')
  },
}
