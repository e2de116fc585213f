// What holds on every page: it is read by everybody, in light, in dark and on a phone; it keeps still for who wants that; it can be reached by keyboard.
import assert from 'node:assert/strict'
import { figure, focused, LIFE, linkTo, open, openTab, panel } from './lib/explorer.mjs'
import { everyLook, faults, PHONE } from './lib/looks.mjs'
import { eventually } from './lib/visit.mjs'

const PANEL = 'aside[aria-label="The life"]'
const SHORT = { ...LIFE, sample: { ...LIFE.sample, until: '7 d' } }

async function explorer(guest) {
  await open(guest, SHORT)
  await figure(guest.page, 'The skin').waitFor()
  await figure(guest.page, 'The community').waitFor()
  await (await panel(guest.page, 'Habits')).getByRole('slider').first().waitFor()
}

const go = async ({ page, program }, place, heading) => {
  await page.goto(program.address + place)
  await page.getByRole('heading', { name: heading }).first().waitFor()
}

export const tests = {
  'the explorer': async (guest) => {
    await explorer(guest)
    await everyLook(guest.page, 'the explorer')
  },

  'the explorer with all that opens': async (guest) => {
    const { page } = guest
    await page.getByRole('button', { name: 'Pin to compare' }).click()
    await page.getByRole('button', { name: 'Zoom in' }).click()
    for (const name of ['Table', 'Sources', 'Download']) {
      await openTab(page, 'Cortisol', name)
      assert.deepEqual(await faults(page, 'figure[aria-label="Cortisol"]'), [])
    }
    const axis = figure(page, 'The axis')
    await axis.getByRole('button', { name: /^Fibre → SCFA, / }).press('Enter')
    await axis.getByRole('math').first().waitFor()
    await everyLook(page, 'the card of an arrow', 'figure[aria-label="The axis"]')
  },

  'the panel, part by part': async (guest) => {
    const { page } = guest
    for (const name of ['Courses', 'Person', 'Text']) {
      const shown = await panel(page, name)
      await shown.getByRole(name === 'Text' ? 'textbox' : 'heading').first().waitFor()
      if (name === 'Courses') await shown.getByRole('button', { name: /^clindamycin/ }).click()
      await everyLook(page, name, PANEL)
      if (name === 'Courses') {
        await shown.getByRole('button', { name: 'Add a course' }).click()
        await everyLook(page, 'the list of courses', PANEL)
      }
    }
    await (await panel(page, 'Text')).getByRole('textbox', { name: 'The scenario as TOML' }).fill('[persn]')
    await (await panel(page, 'Text')).getByRole('button', { name: /^line 1/ }).waitFor()
    await everyLook(page, 'a text with a fault', PANEL)
    await page.getByRole('button', { name: 'Examples' }).click()
    await everyLook(page, 'the examples', 'dialog[open]')
    await page.keyboard.press('Escape')
  },

  'trials and evidence': async (guest) => {
    const { page } = guest
    await go(guest, '#/trial', 'Trials')
    await page.getByRole('button', { name: 'Run the trial' }).waitFor()
    await everyLook(page, 'trials')
    await go(guest, '#/evidence', 'What it reproduces')
    await page.getByRole('img', { name: 'Predicted against published ratios' }).waitFor()
    await everyLook(page, 'evidence')
    await page.getByRole('figure', { name: 'Predicted beside published' }).getByRole('button').first().click()
    await page.getByRole('dialog').waitFor()
    await everyLook(page, 'a finding', 'dialog[open]')
    await page.keyboard.press('Escape')
  },

  'tours': async (guest) => {
    const { page } = guest
    await go(guest, '#/tours', 'Tours')
    await everyLook(page, 'tours')
    await go(guest, '#/tours/antibiotic/3', 'With inulin')
    await page.getByText('Give numbers instead').click()
    await everyLook(page, 'a step that is drawn')
    await page.getByRole('button', { name: 'See without drawing' }).click()
    await page.getByRole('button', { name: 'Draw again' }).waitFor()
    await everyLook(page, 'a step that is seen')
  },

  'a phone has the panel as a drawer, and the axis as a list': async (guest) => {
    const { page } = await guest.another({ viewport: PHONE, hasTouch: true, isMobile: true, reducedMotion: 'reduce' })
    await page.goto(guest.program.address + linkTo(SHORT))
    await figure(page, 'The skin').waitFor()
    assert.deepEqual(await faults(page), [])
    await figure(page, 'The axis').getByRole('table', { name: /^Arrows of the axis/ }).waitFor()
    const drawer = page.getByRole('complementary', { name: 'The life', includeHidden: true })
    await page.getByRole('button', { name: 'Change', exact: true }).tap()
    for (const name of ['Habits', 'Courses', 'Person', 'Text']) {
      const shown = await panel(page, name)
      await shown.getByRole(name === 'Text' ? 'textbox' : 'heading').first().waitFor()
      assert.deepEqual(await faults(page), [], name)
    }
    await page.keyboard.press('Escape')
    await eventually(async () => assert.equal(await drawer.evaluate((one) => one.inert), true))
    for (const [place, heading] of [['trial', 'Trials'], ['evidence', 'What it reproduces'], ['tours', 'Tours'], ['tours/stress/1', 'Four weeks of examinations']]) {
      await page.goto(`${guest.program.address}#/${place}`)
      await page.getByRole('heading', { name: heading }).first().waitFor()
      assert.deepEqual(await faults(page), [], place)
    }
  },

  'nothing moves for who wants no motion, and the skin moves for others': async (guest) => {
    // What lasts a moment is not seen to move.
    const moving = (page) =>
      page.evaluate(() => {
        const running = document.getAnimations().filter((one) => one.playState === 'running' && one.effect.getComputedTiming().activeDuration > 1)
        return running.map((one) => one.animationName ?? one.transitionProperty)
      })
    const { page } = await guest.another({ reducedMotion: 'reduce' })
    await page.goto(guest.program.address + linkTo(SHORT))
    await figure(page, 'The skin').getByRole('button', { name: 'Let it move' }).waitFor()
    await page.getByRole('slider', { name: 'Stress', exact: true }).press('End')
    for (let look = 0; look < 5; look += 1) {
      assert.deepEqual(await moving(page), [])
      await page.waitForTimeout(60)
    }
    const other = await guest.another({ reducedMotion: 'no-preference' })
    await other.page.goto(guest.program.address + linkTo(SHORT))
    await figure(other.page, 'The skin').getByRole('button', { name: 'Hold still' }).waitFor()
    assert((await moving(other.page)).length > 0)
    await figure(other.page, 'The skin').getByRole('button', { name: 'Hold still' }).click()
    await eventually(async () => assert.deepEqual(await moving(other.page), []))
  },

  'light and dark can be chosen, and are remembered': async (guest) => {
    const { page } = guest
    const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor)
    await go(guest, '#/tours', 'Tours')
    const light = await ground()
    const button = page.getByRole('button', { name: /^Colours: / })
    await button.click()
    await page.getByRole('button', { name: 'Colours: light. Change to: dark' }).click()
    const dark = await ground()
    assert.notEqual(dark, light)
    await page.reload()
    await page.getByRole('button', { name: 'Colours: dark. Change to: as the system' }).waitFor()
    assert.equal(await ground(), dark)
  },

  'the content and every page are reached by keyboard': async (guest) => {
    const { page } = guest
    await go(guest, '#/tours', 'Tours')
    await page.reload()
    await page.getByRole('heading', { name: 'Tours' }).waitFor()
    await page.keyboard.press('Tab')
    assert.equal(await focused(page), 'Skip to the content')
    await page.keyboard.press('Enter')
    assert.equal(await page.evaluate(() => document.activeElement?.tagName), 'MAIN')
    assert.match(page.url(), /#\/tours$/, 'the address is the route and stays')
    for (const [name, title] of [['Explore', 'Explore'], ['Trial', 'Trial'], ['Evidence', 'Evidence'], ['Tours', 'Tours']]) {
      await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name }).press('Enter')
      await eventually(async () => assert.equal(await page.title(), `${title} · Enteroderm`))
      assert.equal(await page.getByRole('link', { name, exact: true }).getAttribute('aria-current'), 'page')
    }
  },
}
