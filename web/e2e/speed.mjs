// How quick it feels: from a slider's move to the curves redrawn, and from a cancel to idle cores. It prints; it judges nothing.
import { readFile } from 'node:fs/promises'
import { setTimeout as rest } from 'node:timers/promises'
import { figure, follow, LIFE, linkTo, MANY, open, panel } from './lib/explorer.mjs'
import { start } from './lib/program.mjs'
import { launch, visit } from './lib/visit.mjs'

const MOVES = 10
/** Milliseconds between two moves, as of a person who looks at what the first did; reasons are being worked out by then. */
const LOOK = 1500
/** Jiffies a second, as Linux tells times of processes. */
const JIFFIES = 100
/** Milliseconds over which cores are watched, and the share of one core below which they are idle. */
const WATCH = 50
const IDLE = 0.1

const path = process.env.ENTERODERM
if (!path) {
  console.error('ENTERODERM must name the program')
  process.exit(2)
}
const program = await start(path)
const browser = await launch()
try {
  const guest = await visit(browser, program)
  // The half year with which the page opens.
  await open(guest, { ...LIFE, sample: { until: '180 d', every: '1 d', outcomes: ['blood.cortisol'] } })
  await figure(guest.page, 'The skin').waitFor()
  await rest(2 * LOOK)
  told('from a slider’s move to the curves redrawn', await moves(guest.page))
  await open(guest)
  told('the same in a life of four weeks', await moves(guest.page))
  console.log(`from a cancel to idle cores: ${await cancel(guest.page)} ms`)
} finally {
  await browser.close()
  await program.stop()
}

function told(what, times) {
  const sorted = [...times].sort((a, b) => a - b)
  const median = (sorted[Math.floor((MOVES - 1) / 2)] + sorted[Math.ceil((MOVES - 1) / 2)]) / 2
  console.log(`${what}: median ${median.toFixed(0)} ms, at most ${sorted.at(-1).toFixed(0)} ms, of ${MOVES}`)
}

/** Milliseconds from each input event to the frame in which the curve of cortisol is another one. */
async function moves(page) {
  const slider = (await panel(page, 'Habits')).getByRole('slider', { name: 'Stress', exact: true })
  const times = []
  await slider.focus()
  for (let move = 0; move < MOVES; move += 1) {
    // The watch stands before the slider moves.
    const watch = await figure(page, 'Cortisol').evaluateHandle((chart) => {
      let moved = null
      addEventListener('input', (event) => (moved = event.timeStamp), { capture: true, once: true })
      const drawn = new Promise((done) => {
        const seen = new MutationObserver(() => {
          if (moved === null) return
          seen.disconnect()
          requestAnimationFrame((frame) => done(frame - moved))
        })
        seen.observe(chart, { subtree: true, attributes: true, attributeFilter: ['d'] })
      })
      return { drawn }
    })
    await slider.press(move % 2 === 0 ? 'Shift+ArrowRight' : 'ArrowRight')
    times.push(await watch.evaluate(({ drawn }) => drawn))
    await rest(LOOK)
  }
  return times
}

/** Milliseconds from the click that stops a very long run until the server's cores rest. */
async function cancel(page) {
  await follow(page, linkTo(MANY))
  await page.getByRole('progressbar', { name: 'living the days' }).waitFor()
  await rest(LOOK)
  const stop = page.getByRole('button', { name: 'Stop' })
  const stopped = stop.evaluate((button) => new Promise((done) => button.addEventListener('click', () => done(Date.now()), { once: true })))
  await stop.click()
  const since = await stopped
  for (;;) {
    const [before, began] = [await worked(), Date.now()]
    await rest(WATCH)
    const share = ((await worked()) - before) / JIFFIES / ((Date.now() - began) / 1000)
    if (share < IDLE) return began - since
  }
}

/** Jiffies that the program has worked. */
async function worked() {
  const text = await readFile(`/proc/${program.pid}/stat`, 'utf8')
  const [user, system] = text.slice(text.lastIndexOf(')') + 2).split(' ').slice(11, 13)
  return Number(user) + Number(system)
}
