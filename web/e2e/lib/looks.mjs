// How a page looks to everybody: light, dark and on a phone, with what assistive technology needs, and nothing beyond the edge.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

export const WIDE = { width: 1280, height: 900 }
export const PHONE = { width: 360, height: 740 }
const LOOKS = [
  { name: 'light', size: WIDE, colorScheme: 'light' },
  { name: 'dark', size: WIDE, colorScheme: 'dark' },
  { name: '360 px', size: PHONE, colorScheme: 'light' },
]

/** Looks at what is open in every look, or at a part of it where the rest was looked at before, and leaves it light and wide. */
export async function everyLook(page, what, part) {
  const wrong = []
  for (const { name, size, colorScheme } of LOOKS) {
    await page.setViewportSize(size)
    await page.emulateMedia({ colorScheme })
    wrong.push(...(await faults(page, part)).map((fault) => `${what}, ${name}: ${fault}`))
  }
  await page.emulateMedia({ colorScheme: null })
  await page.setViewportSize(WIDE)
  assert.deepEqual(wrong, [])
}

/** What is wrong with a page as it is seen now, within a part of it if one is given. */
export async function faults(page, part) {
  await settled(page)
  return [...(await violations(page, part)), ...(await beyondTheEdge(page))]
}

/** Widths are measured and drawn for, and colours have come to their ends. */
async function settled(page) {
  await page.evaluate(async () => {
    const frame = () => new Promise((done) => requestAnimationFrame(done))
    const changes = () => document.getAnimations().some((one) => one instanceof CSSTransition && one.playState === 'running')
    for (let still = 0; still < 3; still += 1) {
      await frame()
      if (changes()) still = -1
    }
  })
}

async function violations(page, part = null) {
  // Sent by the debugger, so that the page's own policy stays as strict as it is.
  if (await page.evaluate(() => typeof window.axe === 'undefined')) await page.evaluate(axe)
  const found = await page.evaluate(async (part) => {
    const { violations } = await window.axe.run(part ?? document, { resultTypes: ['violations'] })
    return violations.map(({ id, help, nodes }) => ({ id, help, nodes: nodes.map(({ target, any, all, none }) => [target.join(' '), ([...any, ...all, ...none][0] ?? {}).message]) }))
  }, part)
  return found.map(({ id, help, nodes }) => `${id} (${help}) at ${nodes.length}: ${nodes.slice(0, 3).map((node) => node.join(' – ')).join(' | ')}`)
}

async function beyondTheEdge(page) {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement
    if (scrollWidth <= clientWidth) return []
    const scrolls = (one) => one && (getComputedStyle(one).overflowX !== 'visible' || scrolls(one.parentElement))
    const out = [...document.body.querySelectorAll('*')].filter((one) => one.getBoundingClientRect().right > clientWidth + 1 && !scrolls(one.parentElement))
    const first = out[0]
    return [`${scrollWidth - clientWidth} px beyond the edge: ${first ? `${first.tagName.toLowerCase()}.${first.getAttribute('class') ?? ''} “${first.textContent.trim().slice(0, 40)}”` : 'nobody knows what'}`]
  })
}
