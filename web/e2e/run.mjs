// Drives the page in a browser as a person would: `ENTERODERM=path/to/enteroderm npm run e2e`, or some themes alone: `npm run e2e -- axis tours`.
// E2E_PATIENCE gives slow machines more seconds than 60 for whatever must come.
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { scratch, start, within } from './lib/program.mjs'
import { launch, PATIENCE, visit } from './lib/visit.mjs'

const THEMES = ['explore', 'keep', 'axis', 'habits', 'courses', 'person', 'trial', 'evidence', 'tours', 'everywhere']
/** Milliseconds that one test may take on a slow machine. */
const LIMIT = 4 * PATIENCE

const path = process.env.ENTERODERM
if (!path) {
  console.error('ENTERODERM must name the program: `ENTERODERM=../target/release/enteroderm npm run e2e`')
  process.exit(2)
}
const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => !THEMES.includes(name))
if (unknown.length > 0) {
  console.error(`no theme is called ${unknown.join(', ')}; there are ${THEMES.join(', ')}`)
  process.exit(2)
}

const seconds = (since) => `${((performance.now() - since) / 1000).toFixed(1)} s`
const failed = []
let passed = 0
/** The folder of screenshots, once there is one. */
let pictures

const began = performance.now()
const program = await start(path)
const page = await fetch(program.address)
if (!page.ok) {
  console.error(await page.text())
  await program.stop()
  process.exit(2)
}
const browser = await launch()
try {
  for (const theme of THEMES.filter((name) => wanted.length === 0 || wanted.includes(name))) await play(theme)
} finally {
  await browser.close()
  const ending = await program.stop()
  if (ending !== 0) failed.push(`the program, asked to stop, ended with ${ending}`)
}

console.log(`\n${passed} passed, ${failed.length} failed, in ${seconds(began)}`)
for (const name of failed) console.log(`  failed: ${name}`)
if (pictures) console.log(`Screenshots of failures: ${pictures}`)
process.exitCode = failed.length > 0 ? 1 : 0

/** One theme in one page: its tests follow each other, and one that fails does not stop the next. */
async function play(theme) {
  const { tests } = await import(`./${theme}.mjs`)
  console.log(`${theme}`)
  const guest = await visit(browser, program)
  for (const [name, test] of Object.entries(tests)) {
    const since = performance.now()
    try {
      await within(LIMIT, 'it is not done', test(guest))
      guest.assertQuiet()
      passed += 1
      console.log(`  ok    ${name} (${seconds(since)})`)
    } catch (error) {
      failed.push(`${theme}: ${name}`)
      console.log(`  FAILED ${name} (${seconds(since)})\n${indented(error)}`)
      await picture(guest, `${theme}-${failed.length}`)
      try {
        guest.assertQuiet()
      } catch (also) {
        if (also !== error) console.log(indented(also))
      }
    }
    await guest.leaveOthers()
  }
  await guest.leave()
}

/** What all who visit see now. */
async function picture(guest, name) {
  pictures ??= await scratch('failures')
  for (const [place, page] of guest.pages().entries()) {
    await page.screenshot({ path: join(pictures, `${name}${place === 0 ? '' : `-${place}`}.png`), fullPage: true }).catch(() => undefined)
  }
}

function indented(error) {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return stripVTControlCharacters(text).replace(/^/gm, '      ')
}
