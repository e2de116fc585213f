// Drives the page in a browser as a person would: `ENTERODERM=path/to/enteroderm npm run e2e`, or some themes alone: `npm run e2e -- axis tours`.
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { scratch, start, within } from './lib/program.mjs'
import { launch, visit } from './lib/visit.mjs'

const THEMES = ['explore', 'keep', 'axis', 'habits', 'courses', 'person', 'trial', 'evidence', 'tours', 'everywhere']
/** Milliseconds that one test may take on a slow machine. */
const LIMIT = 180_000

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
const pictures = join(await scratch('failures'), 'screenshots')
const failed = []
let passed = 0

const began = performance.now()
const program = await start(path)
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
if (failed.length > 0) console.log(`Screenshots of failures: ${pictures}`)
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
      await picture(guest.page, `${theme}-${failed.length}`)
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

async function picture(page, name) {
  await mkdir(pictures, { recursive: true })
  await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true }).catch(() => undefined)
}

function indented(error) {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return text.replace(/^/gm, '      ')
}
