// What is told of a life elsewhere: its link, its text, its files, and the same on the command line.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { back, changed, figure, follow, heldBy, LIFE, linkTo, MANY, open, openTab, panel, scenario, table } from './lib/explorer.mjs'
import { eventually } from './lib/visit.mjs'

const SEEN = 'Butyrate in stool'
const NAME = 'stool.butyrate'
const editor = async (page) => (await panel(page, 'Text')).getByRole('textbox', { name: 'The scenario as TOML' })

/** A line of CSV for which no text needs quotes. */
const cells = (text) => text.trim().split(/\r?\n/).map((line) => line.split(','))

async function saved(page, button) {
  const [download] = await Promise.all([page.waitForEvent('download'), button.click()])
  return { name: download.suggestedFilename(), text: await readFile(await download.path(), 'utf8') }
}

/** As figures write numbers: three significant digits. */
function asRead(text) {
  const [digits, power] = text.replace(/\u202f/g, '').replace('−', '-').split('×10')
  const RAISED = '⁰¹²³⁴⁵⁶⁷⁸⁹'
  return power === undefined ? Number(digits) : Number(`${digits}e${[...power].map((sign) => (sign === '⁻' ? '-' : RAISED.indexOf(sign))).join('')}`)
}

export const tests = {
  'the address restores life, ghost, view and numbers in another browser': async (guest) => {
    const { page } = guest
    await open(guest)
    await page.getByRole('button', { name: 'Pin to compare' }).click()
    const both = await table(page, SEEN)
    await (await panel(page, 'Habits')).getByRole('button', { name: 'Thirty plants' }).click()
    const rows = await changed(page, SEEN, both)
    const search = page.getByRole('combobox', { name: 'Add an outcome to the board' })
    await search.fill('vitamin d')
    await search.press('Enter')
    await figure(page, 'Vitamin D').waitFor()
    const link = (await openTab(page, SEEN, 'Link')).getByLabel('Link that restores this view')
    const address = await eventually(async () => {
      const held = heldBy(page.url())
      for (const part of ['high_fibre_30_plants', 'blood.vitamin_d', 'ghost']) assert(held.includes(part), `the address holds ${part}`)
      assert.equal(await link.inputValue(), page.url())
      return page.url()
    })

    const other = await guest.another()
    await other.page.goto(address)
    await figure(other.page, 'Vitamin D').waitFor()
    await eventually(async () => assert.deepEqual(await table(other.page, SEEN), rows))
    assert.equal(await other.page.getByRole('button', { name: 'Thirty plants' }).getAttribute('aria-pressed'), 'true')
  },

  'the way back of the browser goes a life back, and again after another edit': async (guest) => {
    const { page } = guest
    await open(guest)
    const before = await table(page, SEEN)
    for (const [name, diet] of [['Thirty plants', 'high_fibre_30_plants'], ['Hardly any fibre', 'low_fibre_refined']]) {
      await (await panel(page, 'Habits')).getByRole('button', { name }).click()
      await changed(page, SEEN, before)
      await eventually(() => assert(heldBy(page.url()).includes(diet)))
      await page.goBack()
      await back(page, SEEN, before)
    }
  },

  'a text typed wrong shows at the field what the command line prints': async (guest) => {
    const { page, program } = guest
    await open(guest)
    const rows = await table(page, SEEN)
    const text = await editor(page)
    const right = await text.inputValue()
    const wrong = right.replace('clindamycin', 'clindamicin').replace('150 mg', '150 furlongs').replace('every = ', 'evry = ')
    await text.fill(wrong)

    const { code, stderr } = await program.tell('run', 'scenario.toml', wrong)
    assert.equal(code, 2)
    const shown = await panel(page, 'Text')
    await shown.getByText('As the command line says it').click()
    const said = shown.getByText('3 faults in the input')
    await eventually(async () => assert.equal((await said.textContent()).trim(), stderr.trim()))

    assert.equal(await text.getAttribute('aria-invalid'), 'true')
    const line = wrong.split('\n').findIndex((one) => one.includes('furlongs')) + 1
    const fault = shown.getByRole('button', { name: `line ${line}` })
    assert.match(await fault.innerText(), /`furlongs` is not a unit/)
    await fault.click()
    const selected = await text.evaluate((field) => field.value.slice(field.selectionStart, field.selectionEnd))
    assert.equal(selected, '"150 furlongs"', 'the cursor goes where the fault is')
    assert.deepEqual(await table(page, SEEN), rows, 'what is wrong is not run')

    await shown.getByRole('button', { name: 'Back to what runs' }).click()
    assert.equal(await text.inputValue(), right)
    assert.equal(await text.getAttribute('aria-invalid'), 'false')
  },

  'a text typed right is run at once, comments and all': async (guest) => {
    const { page } = guest
    await open(guest)
    const rows = await table(page, SEEN)
    const text = await editor(page)
    const longer = (await text.inputValue()).replace('lasts = "5 d"', 'lasts = "9 d" # two days more than a week')
    await text.fill(longer)
    await changed(page, SEEN, rows)
    assert.equal(await text.inputValue(), longer, 'the text stays as it was typed')
  },

  'the CSV of a figure holds the numbers of its table': async (guest) => {
    const { page } = guest
    await open(guest)
    const rows = await table(page, SEEN)
    const files = await openTab(page, SEEN, 'Download')
    const csv = await saved(page, files.getByRole('button', { name: 'This figure as CSV' }))
    assert.equal(csv.name, 'butyrate-in-stool.csv')
    const [head, ...numbers] = cells(csv.text)
    assert.deepEqual(head, ['day [d]', 'Butyrate in stool [mmol/kg]'])
    assert.deepEqual(numbers.map((row) => row.map((cell) => Number(Number(cell).toPrecision(3)))), rows.slice(1).map((row) => row.map(asRead)))

    const all = await saved(page, files.getByRole('link', { name: 'All outcomes, csv' }))
    const [names, ...days] = cells(all.text)
    const column = names.findIndex((name) => name.startsWith(NAME))
    assert(column > 0, `the server's file has a column ${NAME}`)
    assert.deepEqual(days.map((row) => Number(row[column])), numbers.map((row) => Number(row[1])), 'the server’s file holds the same, to the last digit')

    const svg = await saved(page, files.getByRole('button', { name: 'As SVG' }))
    assert.match(svg.text, /^<\?xml [^]*<svg [^]*<title>Butyrate in stool<\/title>[^]*<path /)
    assert.doesNotMatch(svg.text, /var\(--/, 'colours are resolved')
  },

  'the command line gives the same numbers for the same text': async (guest) => {
    const { page, program } = guest
    await open(guest)
    const files = await openTab(page, SEEN, 'Download')
    const csv = await saved(page, files.getByRole('button', { name: 'This figure as CSV' }))
    const shown = await panel(page, 'Text')
    const toml = await saved(page, shown.getByRole('button', { name: 'Download scenario.toml' }))
    assert.equal(toml.name, 'scenario.toml')
    assert.equal(toml.text, await scenario(page))
    assert.match(await shown.getByLabel('The command that gives the same numbers').inputValue(), /^enteroderm run scenario\.toml/)
    const { stdout } = await program.tell('run', toml.name, toml.text, '--format', 'json')
    assert.deepEqual(JSON.parse(stdout).outcomes[NAME].values, cells(csv.text).slice(1).map((row) => Number(row[1])))
  },

  'a long run can be stopped, and the next one is quick': async (guest) => {
    const { page } = guest
    await open(guest)
    const rows = await table(page, SEEN)
    await follow(page, linkTo(MANY))
    const stop = page.getByRole('button', { name: 'Stop' })
    await page.getByRole('progressbar', { name: 'living the days' }).waitFor()
    await stop.click()
    await page.getByRole('status').filter({ hasText: 'Stopped. The curves are those of the last run.' }).waitFor({ state: 'attached' })
    assert.equal(await stop.count(), 0)
    assert.deepEqual(await table(page, SEEN), rows, 'the last run stays')

    const since = Date.now()
    await follow(page, linkTo({ ...LIFE, sample: { ...LIFE.sample, until: '14 d' } }))
    const short = await changed(page, SEEN, rows)
    assert.equal(short.length, 1 + 15)
    assert(Date.now() - since < 15_000, 'nothing is in its way')
  },
}
