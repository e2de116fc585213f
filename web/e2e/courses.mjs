// Courses on their time line: added, moved, changed and taken out, by keyboard and by pointer.
import assert from 'node:assert/strict'
import { back, changed, focused, LIFE, open, panel, scenario, table } from './lib/explorer.mjs'
import { eventually } from './lib/visit.mjs'

const SEEN = 'Butyrate in stool'
const QUIET = { ...LIFE, course: [] }
const courses = (page) => panel(page, 'Courses')
const bar = (shown, when) => shown.getByRole('button', { name: new RegExp(`^amoxicillin.*, ${when}`) })

async function add(page, typed) {
  const shown = await courses(page)
  await shown.getByRole('button', { name: 'Add a course' }).press('Enter')
  await eventually(async () => assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('role')), 'combobox', 'one can type at once'))
  await page.keyboard.type(typed)
  await shown.getByRole('option', { selected: true, name: new RegExp(`^${typed}`, 'i') }).waitFor()
  await page.keyboard.press('Enter')
  return shown
}

export const tests = {
  'an antibiotic is added, moved and removed by keyboard': async (guest) => {
    const { page } = guest
    await open(guest, QUIET)
    const before = await table(page, SEEN)
    const shown = await add(page, 'amoxicillin')
    const during = await changed(page, SEEN, before)
    assert.match(await focused(page), /^Course: amoxicillin/, 'its form has the focus')
    await page.keyboard.press('Escape')
    assert.match(await focused(page), /^amoxicillin.*, day 0 to day 7, 1 week$/, 'its bar has the focus')

    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowRight')
    await bar(shown, 'day 2 to day 9, 1 week').waitFor()
    await page.keyboard.press('Shift+ArrowRight')
    await bar(shown, 'day 9 to day 16, 1 week').waitFor()
    const later = await changed(page, SEEN, during)
    assert.deepEqual(later.slice(0, 9), before.slice(0, 9), 'before it nothing happens')

    await shown.getByRole('slider', { name: /^End of amoxicillin/ }).press('ArrowLeft')
    await bar(shown, 'day 9 to day 15, 6 days').waitFor()
    assert.match(await scenario(page), /take = "amoxicillin"\nfrom = "9 d"\nlasts = "6 d"/)

    await bar(await courses(page), 'day 9').press('Delete')
    await back(page, SEEN, before)
    assert.equal(await focused(page), 'Add a course', 'the focus is not lost')
    assert.doesNotMatch(await scenario(page), /amoxicillin/)
  },

  'a course is moved and drawn out by pointer': async (guest) => {
    const { page } = guest
    await open(guest, { ...LIFE, course: [{ take: 'amoxicillin', from: '2 d', lasts: '7 d' }] })
    const shown = await courses(page)
    const drag = async (thing, days) => {
      const [line, box] = [await bar(shown, 'day').boundingBox(), await thing.boundingBox()]
      const middle = [box.x + box.width / 2, box.y + box.height / 2]
      await page.mouse.move(...middle)
      await page.mouse.down()
      await page.mouse.move(middle[0] + (days * line.width) / 7, middle[1], { steps: 4 })
      await page.mouse.up()
    }
    await drag(bar(shown, 'day 2'), 5)
    await bar(shown, 'day 7 to 2 wk, 1 week').waitFor()
    await drag(shown.getByRole('slider', { name: /^End of amoxicillin/ }), 7)
    await bar(shown, 'day 7 to 3 wk, 2 weeks').waitFor()
    assert.equal(await shown.getByRole('group', { name: /^Course:/ }).count(), 0, 'a drag opens nothing')
  },

  'dose, start and length are typed': async (guest) => {
    const { page } = guest
    await open(guest, QUIET)
    const shown = await add(page, 'inulin')
    const form = shown.getByRole('group', { name: /^Course: inulin/ })
    await form.getByRole('spinbutton', { name: 'How much' }).fill('16')
    await form.getByRole('spinbutton', { name: 'From' }).fill('3')
    await form.getByRole('spinbutton', { name: 'Lasts' }).fill('10')
    await form.getByRole('button', { name: 'Done' }).click()
    assert.match(await scenario(page), /eat = "inulin"\ndose = "16 g\/d"\nfrom = "3 d"\nlasts = "10 d"/)
  },

  'a run lasts as long as one wants': async (guest) => {
    const { page } = guest
    await open(guest, QUIET)
    const before = await table(page, SEEN)
    const end = (await courses(page)).getByRole('slider', { name: 'End of the run' })
    await end.press('Shift+ArrowLeft')
    const after = await changed(page, SEEN, before)
    assert.equal(after.length, before.length - 7)
    assert.equal(await end.getAttribute('aria-valuetext'), '3 wk')
  },
}
