// Who lives: a body, a tendency, and a stool file that never leaves the memory of the page.
import assert from 'node:assert/strict'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { scratch } from './lib/program.mjs'
import { back, changed, heldBy, LIFE, open, openTab, panel, scenario, table } from './lib/explorer.mjs'
import { eventually } from './lib/visit.mjs'

const SEEN = 'Butyrate in stool'
const SAMPLE = 'low-producers'
const FILE = new URL(`../../examples/stool/${SAMPLE}.metaphlan.tsv`, import.meta.url).pathname
const person = (page) => panel(page, 'Person')
const choose = async (page, path) => (await person(page)).getByRole('group', { name: 'Stool file' }).locator('input[type=file]').setInputFiles(path)

/** Genera of the file by their names. */
const generaOf = async () => [...new Set([...(await readFile(FILE, 'utf8')).matchAll(/g__([A-Z][a-z]+)/g)].map(([, genus]) => genus))]

/** All that the browser keeps of a page. */
async function stored(page) {
  const state = await page.context().storageState({ indexedDB: true })
  return JSON.stringify([state, await page.evaluate(() => [{ ...localStorage }, { ...sessionStorage }, history.state])])
}

export const tests = {
  'a stool file is matched, and becoming that person changes the curves': async (guest) => {
    const { page } = guest
    await open(guest)
    const before = await table(page, SEEN)
    await choose(page, FILE)
    const shown = await person(page)
    await shown.getByText(new RegExp(`^[\\d.]+ % of ${SAMPLE} is known to the model`)).waitFor()
    await shown.getByText(`${SAMPLE}.metaphlan.tsv, read as`).waitFor()
    const bar = await shown.getByRole('img', { name: /% by \w+/ }).getAttribute('aria-label')
    const shares = [...bar.matchAll(/([\d.]+) %/g)].map(([, share]) => Number(share))
    assert(Math.abs(shares.reduce((sum, share) => sum + share, 0) - 100) < 0.5, `${bar}: all of the file is accounted for`)
    assert.deepEqual(await table(page, SEEN), before, 'looking at a file changes nobody')

    await shown.getByRole('button', { name: 'Become this person' }).click()
    await shown.getByText(`This person has the stool of ${SAMPLE}.`).waitFor()
    const after = await changed(page, SEEN, before)
    assert(Number(after[1][1]) < Number(before[1][1]), 'who has few fermenters of fibre makes little butyrate')
    await shown.getByText(/^At rest the community is 0\.\d+ from the file/).waitFor()
  },

  'nothing of the profile is in the address, in a link, in the text or in the browser': async (guest) => {
    const { page } = guest
    // What is pinned is told to the address, and with it all that came before.
    await page.getByRole('button', { name: 'Pin to compare' }).click()
    await eventually(() => assert(heldBy(page.url()).includes('ghost')))
    const link = await (await openTab(page, SEEN, 'Link')).getByLabel('Link that restores this view').inputValue()
    const address = page.url()
    const kept = { address: decodeURIComponent(address), held: heldBy(address), link: heldBy(link), text: await scenario(page), browser: await stored(page) }
    assert(kept.held.includes('clindamycin') && kept.browser.includes('clindamycin'), 'the life itself is kept')
    const genera = await generaOf()
    assert(genera.length > 10)
    for (const word of [SAMPLE, 'metaphlan', ...genera]) {
      for (const [where, text] of Object.entries(kept)) assert(!text.includes(word), `“${word}” is in the ${where}`)
    }
    await page.getByRole('button', { pressed: true, name: /pinned/i }).click()
    await eventually(() => assert(!heldBy(page.url()).includes('ghost')))
  },

  'taken off, the person is who they were; and a new page has forgotten it': async (guest) => {
    const { page } = guest
    const worn = await table(page, SEEN)
    await (await person(page)).getByRole('button', { name: 'Remove' }).click()
    const without = await changed(page, SEEN, worn)
    await choose(page, FILE)
    const shown = await person(page)
    await shown.getByRole('button', { name: 'Become this person' }).click()
    await back(page, SEEN, worn)
    await page.reload()
    await back(page, SEEN, without)
    assert.equal(await (await person(page)).getByText(SAMPLE).count(), 0)
  },

  'a wrong file is refused in the words of the server': async (guest) => {
    const { page, program, tolerate } = guest
    await open(guest)
    const before = await table(page, SEEN)
    const folder = await scratch('wrong')
    const path = join(folder, 'shopping.txt')
    await writeFile(path, 'milk\nbread\n12 eggs\n')
    tolerate(/\b4\d\d\b/)
    await choose(page, path)
    const answer = await fetch(new URL('/api/v1/profiles?name=shopping.txt', program.address), { method: 'POST', body: await readFile(path) })
    await rm(folder, { recursive: true })
    assert(answer.status >= 400 && answer.status < 500)
    const { text, faults } = await answer.json()
    assert(faults.length > 0)
    const alert = (await person(page)).getByRole('alert')
    await alert.getByText('shopping.txt could not be read.').waitFor()
    for (const { message } of faults) assert((await alert.innerText()).includes(message))
    await alert.getByText('As the command line says it').click()
    assert.equal((await alert.locator('pre').textContent()).trim(), text.trim())
    assert.equal(await page.getByRole('button', { name: 'Become this person' }).count(), 0)
    assert.deepEqual(await table(page, SEEN), before)
  },

  'somebody else with eczema lives the same course': async (guest) => {
    const { page } = guest
    await open(guest, { ...LIFE, sample: { until: '7 d', outcomes: ['skin.easi'] } })
    await (await person(page)).getByRole('combobox', { name: 'Somebody like' }).selectOption('Adult, moderate eczema')
    const easi = await eventually(async () => {
      const rows = await table(page, 'Eczema, EASI')
      assert(Number(rows[1][1]) > 3, 'eczema is seen')
      return rows
    })
    const text = await scenario(page)
    assert.match(text, /traits = \["atopic-dermatitis-moderate"\]/)
    assert.match(text, /take = "clindamycin"/)

    const shown = await person(page)
    await shown.getByRole('group', { name: 'Eczema (atopic dermatitis)' }).getByRole('radio', { name: 'mild' }).check()
    const milder = await changed(page, 'Eczema, EASI', easi)
    assert(Number(milder[1][1]) < Number(easi[1][1]))
    await shown.getByRole('spinbutton', { name: 'Weight' }).fill('900')
    await shown.getByRole('alert').getByText(/^Weight goes from/).waitFor()
    assert.match(await scenario(page), /weight = "60 kg"/, 'what cannot be is not taken')
  },
}
