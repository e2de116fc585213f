// A visit: somebody's browser with one page open, and a look-out for what must never happen while they are there.
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { setTimeout as rest } from 'node:timers/promises'
import { chromium } from 'playwright-core'

const BROWSERS = ['/usr/bin/chromium', '/usr/bin/chromium-browser']
/** A page that needs no network must not have a browser that goes there by itself. */
const FLAGS = ['--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']
const WIDE = { width: 1280, height: 900 }
/** Milliseconds after which what did not come is missing. A machine that does much else may be given more. */
export const PATIENCE = 1000 * Number(process.env.E2E_PATIENCE ?? 60)

export function launch() {
  const executablePath = BROWSERS.find((path) => existsSync(path))
  assert(executablePath, 'a browser is needed: install Chromium')
  return chromium.launch({ executablePath, args: FLAGS })
}

/** A browser of its own: nothing is stored in it yet. */
export async function visit(browser, program, options = {}) {
  const context = await browser.newContext({ viewport: WIDE, acceptDownloads: true, locale: 'en-GB', ...options })
  context.setDefaultTimeout(PATIENCE)
  const wrongs = []
  const tolerated = []
  const wrong = (text) => wrongs.push(text)
  const host = new URL(program.address).host

  context.on('request', (request) => {
    const url = new URL(request.url())
    if (!['data:', 'blob:'].includes(url.protocol) && url.host !== host) wrong(`asks another host: ${url}`)
  })
  context.on('response', (response) => response.status() >= 400 && wrong(`${response.status()} ${response.url()}`))
  context.on('console', (message) => message.type() === 'error' && wrong(`console: ${message.text()}`))
  context.on('weberror', ({ error }) => wrong(`page: ${error().stack ?? error()}`))

  const page = await context.newPage()
  const others = []
  return {
    page,
    context,
    program,
    /** Somebody else, who knows nothing of this visit. */
    async another(options) {
      const other = await visit(browser, program, options)
      others.push(other)
      return other
    },
    pages: () => [page, ...others.flatMap((other) => other.pages())],
    /** What a test brings about on purpose is no fault of the page. */
    tolerate: (pattern) => tolerated.push(pattern),
    /** Throws what went wrong since the last time. */
    assertQuiet() {
      const found = wrongs.splice(0).filter((text) => !tolerated.some((pattern) => pattern.test(text)))
      tolerated.length = 0
      assert.deepEqual(found, [], 'errors, failed requests or requests to other hosts')
      for (const other of others) other.assertQuiet()
    },
    async leaveOthers() {
      for (const other of others.splice(0)) await other.leave()
    },
    async leave() {
      await this.leaveOthers()
      await context.close()
    },
  }
}

/** Asks again and again until it holds, as a person looks again; then the last complaint is thrown. */
export async function eventually(check, patience = PATIENCE) {
  const end = Date.now() + patience
  for (;;) {
    try {
      return await check()
    } catch (error) {
      if (Date.now() > end) throw error
    }
    await rest(60)
  }
}
