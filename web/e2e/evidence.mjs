// The evidence: a score that can be counted, findings that can be filtered, and each of them whole.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { eventually } from './lib/visit.mjs'

const ARROW = 'butyrate_to_barrier'
const count = (page) => page.getByRole('search', { name: 'Findings' }).locator('xpath=following::*[@role="status"][1]')
const told = async (page) => {
  const [readings, findings, missed] = (await count(page).innerText()).match(/\d+/g).map(Number)
  return { readings, findings, missed }
}
const choose = (page, label, value) => page.getByRole('search', { name: 'Findings' }).getByRole('combobox', { name: label }).selectOption(value)
const open = async ({ page, program }, query = '') => {
  await page.goto('about:blank')
  await page.goto(`${program.address}#/evidence${query}`)
  await page.getByRole('heading', { name: 'What it reproduces' }).waitFor()
}

export const tests = {
  'the score is that of the ledger': async (guest) => {
    const { page, program } = guest
    await open(guest)
    const { score, findings } = await program.get('/evidence')
    for (const [title, tally] of [['Direction', score.direction], ['Size', score.size], ['No effect', score.nulls]]) {
      const [met, of] = [Math.round(tally.met), Math.round(tally.of)]
      const card = page.getByRole('heading', { name: title, exact: true }).locator('..')
      await card.getByText(`${Math.round((100 * tally.met) / tally.of)} % met: ${met} of ${of} judged`).waitFor()
    }
    assert.equal((await told(page)).findings, findings.length, 'all are shown at first')
  },

  'findings are filtered by arrow, and the address remembers it': async (guest) => {
    const { page, program } = guest
    await open(guest)
    const all = await told(page)
    const { findings } = await program.get('/evidence')
    const own = findings.filter(({ arrows }) => arrows.includes(ARROW))
    await choose(page, 'Arrow', ARROW)
    await eventually(async () => assert.equal((await told(page)).findings, own.length))
    assert((await told(page)).readings < all.readings)
    assert.match(page.url(), new RegExp(`#/evidence\\?arrow=${ARROW}$`))
    const rows = page.getByRole('figure', { name: 'Predicted beside published' }).getByRole('button')
    assert((await rows.count()) >= Math.min(20, own.length))

    await page.reload()
    await eventually(async () => assert.equal((await told(page)).findings, own.length))
    await choose(page, 'Verdict', 'missed')
    await eventually(async () => {
      const now = await told(page)
      assert.equal(now.readings, now.missed)
    })
    await page.getByRole('button', { name: 'Show all' }).click()
    assert.deepEqual(await told(page), all)
  },

  'a finding opens whole, by keyboard, and closes again': async (guest) => {
    const { page, program } = guest
    await open(guest, `?arrow=${ARROW}`)
    const { findings } = await program.get('/evidence')
    const row = page.getByRole('figure', { name: 'Predicted beside published' }).getByRole('button').first()
    await row.press('Enter')
    const dialog = page.getByRole('dialog')
    await dialog.waitFor()
    const id = new URLSearchParams(new URL(page.url()).hash.split('?')[1]).get('finding')
    const [finding] = findings.filter((one) => one.id === id)
    assert.equal(await dialog.getByRole('heading', { level: 2 }).textContent(), finding.claim)
    for (const text of [finding.people, finding.cited, finding.reported]) await dialog.getByText(text).first().waitFor()
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'hidden' })
    await eventually(() => assert.doesNotMatch(page.url(), /finding=/))
  },

  'the browser’s way back closes what was opened, and a link opens it': async (guest) => {
    const { page } = guest
    await page.getByRole('figure', { name: 'Predicted beside published' }).getByRole('button').first().click()
    await page.getByRole('dialog').waitFor()
    const address = page.url()
    await page.goBack()
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    const other = await guest.another()
    await other.page.goto(address)
    await other.page.getByRole('dialog').waitFor()
  },

  'all findings are one file': async ({ page, program }) => {
    const [csv] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'All findings as CSV' }).click()])
    assert.equal(csv.suggestedFilename(), 'enteroderm-evidence.csv')
    const { findings } = await program.get('/evidence')
    const text = await readFile(await csv.path(), 'utf8')
    for (const { id } of findings) assert(text.includes(id), `${id} is in the file`)
  },

  'an arrow of a finding is opened in the explorer': async (guest) => {
    const { page } = guest
    await open(guest, `?arrow=${ARROW}`)
    await page.getByRole('figure', { name: 'Predicted beside published' }).getByRole('button').first().click()
    await page.getByRole('dialog').getByRole('link', { name: 'butyrate to barrier' }).click()
    await page.getByRole('complementary', { name: 'Butyrate → barrier' }).waitFor()
  },
}
