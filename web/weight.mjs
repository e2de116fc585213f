// The page stays light: all files that the program serves, compressed as they travel, weigh at most so many kilobytes.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

const MOST = 300_000
const FOLDER = fileURLToPath(new URL('dist', import.meta.url))
const LARGEST = 12

const files = readdirSync(FOLDER, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name))
const weighed = files
  .map((path) => ({ name: path.slice(FOLDER.length + 1), bytes: gzipSync(readFileSync(path), { level: 9 }).length }))
  .sort((a, b) => b.bytes - a.bytes)
const whole = weighed.reduce((sum, { bytes }) => sum + bytes, 0)
const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} kB`

if (whole > MOST) {
  console.error(`the page weighs ${kilobytes(whole)} compressed, more than ${kilobytes(MOST)}; the largest of its ${files.length} files:`)
  for (const { name, bytes } of weighed.slice(0, LARGEST)) console.error(`${kilobytes(bytes).padStart(10)}  ${name}`)
  process.exit(1)
}
console.log(`the page weighs ${kilobytes(whole)} compressed, of at most ${kilobytes(MOST)}`)
