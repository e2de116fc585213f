// The program under test: started with a cache of its own on a port that is free, asked on the command line, and ended.
import { execFile, spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'

/** Milliseconds within which it must say where it is, and after being asked to, be gone. */
const START = 60_000
const END = 10_000

/** A folder that is gone with the suite. */
export const scratch = (name) => mkdtemp(join(tmpdir(), `enteroderm-${name}-`))

export async function start(path) {
  const cache = await scratch('cache')
  const env = { ...process.env, ENTERODERM_CACHE: cache }
  const child = spawn(path, ['serve', '--port', '0'], { env, stdio: ['ignore', 'ignore', 'pipe'] })
  // Whatever becomes of the suite, the program does not outlive it.
  process.once('exit', () => child.kill('SIGKILL'))
  const ended = new Promise((resolve) => child.once('exit', (code, signal) => resolve(code ?? signal)))
  const address = await within(START, 'the program does not say where it is', addressOf(child, ended))
  return {
    address,
    pid: child.pid,
    /** What the server answers to a plain question. */
    get: async (question) => (await fetch(new URL(`/api/v1${question}`, address))).json(),
    /** Runs a text as a file of that name on the command line. */
    async tell(command, name, text, ...more) {
      const folder = await scratch('file')
      try {
        await writeFile(join(folder, name), text)
        return await run(path, [command, name, ...more], { cwd: folder, env, maxBuffer: 64 * 1024 * 1024 })
      } finally {
        await rm(folder, { recursive: true })
      }
    },
    /** As Ctrl-C does; the answer is how it ended. */
    async stop() {
      child.kill('SIGINT')
      const code = await within(END, 'the program does not stop', ended).catch((error) => (child.kill('SIGKILL'), error))
      await rm(cache, { recursive: true, force: true })
      return code
    },
  }
}

/** The first line that it writes names the address. What it says later is shown: it says nothing unless something is wrong. */
async function addressOf(child, ended) {
  const lines = createInterface({ input: child.stderr })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    void ended.then((code) => reject(new Error(`the program ended with ${code} before it served`)))
    lines.on('line', (line) => {
      const found = /^the explorer is at (http:\/\/\S+)/.exec(line)
      if (found) resolve(found[1])
      else if (!line.startsWith('it runs on this machine')) console.error(`    program: ${line}`)
    })
  })
}

async function run(path, args, options) {
  try {
    return { code: 0, ...(await promisify(execFile)(path, args, options)) }
  } catch (error) {
    if (typeof error.code !== 'number') throw error
    return { code: error.code, stdout: error.stdout, stderr: error.stderr }
  }
}

/** What comes in time; otherwise an error that says what did not come. */
export async function within(milliseconds, why, promise) {
  let timer
  const late = new Promise((_, reject) => (timer = setTimeout(() => reject(new Error(`${why} within ${milliseconds / 1000} s`)), milliseconds)))
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}
