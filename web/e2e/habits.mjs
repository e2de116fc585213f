// Habits change the life from today on or always; microbes and skin show the day that is looked at.
import assert from 'node:assert/strict'
import { back, changed, figure, LIFE, open, panel, scenario, table } from './lib/explorer.mjs'
import { eventually } from './lib/visit.mjs'

const SEEN = 'Butyrate in stool'
const habits = (page) => panel(page, 'Habits')

export const tests = {
  'another diet from today on is a course and changes the gut': async (guest) => {
    const { page } = guest
    await open(guest)
    const before = await table(page, SEEN)
    const shown = await habits(page)
    await shown.getByRole('button', { name: 'Thirty plants' }).click()
    const after = await changed(page, SEEN, before)
    assert.deepEqual(after[1], before[1], 'day 0 is that of the life before')
    assert(Number(after.at(-1)[1]) > Number(before.at(-1)[1]), 'plants feed who makes butyrate')
    assert.match(await scenario(page), /\[\[course\]\]\neat = "high_fibre_30_plants"\nfrom = "0 d"/)
    await (await habits(page)).getByRole('button', { name: 'as before: Western' }).click()
    await back(page, SEEN, before)
  },

  'a habit that was always so stands in [habits]': async (guest) => {
    const { page } = guest
    await open(guest, { ...LIFE, sample: { ...LIFE.sample, until: '7 d' } })
    const before = await table(page, 'Cortisol')
    const shown = await habits(page)
    await shown.getByRole('radio', { name: 'Always, before it too' }).check()
    await shown.getByRole('spinbutton', { name: 'Stress, on the PSS-10' }).fill('30')
    const after = await changed(page, 'Cortisol', before)
    assert.notEqual(after[1][1], before[1][1], 'the person came to rest with it')
    assert.match(await scenario(page), /\[habits\]\n(?:\w.*\n)*stress = 30\n/)
    assert.doesNotMatch(await scenario(page), /live = /)
  },

  'a number that cannot be lived is refused in words, and nothing changes': async (guest) => {
    const { page } = guest
    await open(guest)
    const text = await scenario(page)
    const shown = await habits(page)
    const box = shown.getByRole('spinbutton', { name: 'Sleep a night, hours' })
    await box.fill('99')
    assert.match(await shown.getByRole('alert').innerText(), /It stays at 7\.5 h/)
    assert.equal(await box.getAttribute('aria-invalid'), 'true')
    assert.equal(await scenario(page), text)
  },

  'where a number is from is told on focus': async (guest) => {
    const { page } = guest
    const shown = await habits(page)
    const about = shown.getByRole('button', { name: 'About Stress' })
    await about.focus()
    const tip = shown.getByRole('tooltip').filter({ hasText: 'Usual: 13' })
    await tip.waitFor({ state: 'visible' })
    await page.keyboard.press('Escape')
    await tip.waitFor({ state: 'hidden' })
  },

  'the community shows the genera of the cursor’s day': async (guest) => {
    const { page } = guest
    await open(guest)
    const community = figure(page, 'The community')
    const shares = (day) => community.getByRole('region', { name: `Genera and their shares on day ${day}`, exact: true })
    const told = (day) => shares(day).getByRole('row').evaluateAll((rows) => rows.slice(1).map((row) => row.textContent))
    await shares(28).waitFor()
    const chart = community.getByRole('slider', { name: 'Genera of the stool over time, in %' })
    await chart.press('Home')
    const first = await told(0)
    for (let day = 1; day <= 5; day += 1) await chart.press('ArrowRight')
    const fifth = await told(5)
    assert.equal(first.length, fifth.length, 'the same genera are told on all days')
    assert.notDeepEqual(fifth, first, 'an antibiotic changes who is there')
    assert.match(await chart.getAttribute('aria-valuetext'), /^Day 5: \w+ [\d.]+ %, /)
  },

  'the skin is drawn as it is on the cursor’s day': async (guest) => {
    const { page } = guest
    const eczema = { person: { ...LIFE.person, traits: ['atopic-dermatitis-moderate'] }, course: [{ live: { skin_care: 1 }, from: '0 d' }], sample: { until: '21 d', outcomes: ['skin.easi'] } }
    await open(guest, eczema)
    const skin = figure(page, 'The skin')
    const drawing = (day) => skin.getByRole('img', { name: new RegExp(`^Cross-section of the skin\\. Day ${day}\\.`) })
    await drawing(21).waitFor()
    const [end, drawn] = [await drawing(21).getAttribute('aria-label'), await drawing(21).innerHTML()]
    await figure(page, 'Eczema, EASI').getByRole('slider').press('Home')
    await drawing(0).waitFor()
    const start = await drawing(0).getAttribute('aria-label')
    assert.notEqual(start.replace('Day 0.', ''), end.replace('Day 21.', ''), 'other numbers are told')
    await eventually(async () => assert.notEqual(await drawing(0).innerHTML(), drawn, 'it is drawn otherwise'))
    await skin.getByRole('button', { name: /^Itch/ }).click()
    await skin.getByRole('slider', { name: /^Itch: starts at/ }).waitFor()
  },
}
