// Writes a scenario's tree as TOML, in the order and the form in which the examples are written by hand.
import type { ScenarioTree } from './tree'

type Value = string | number | boolean | Value[] | { [key: string]: Value | undefined }
type Table = { [key: string]: Value | undefined }

/** The order of the examples; keys that are not named here keep their own and come after. */
const ORDER: Record<string, string[]> = {
  '': ['name', 'about', 'shows', 'person', 'habits', 'course', 'sample'],
  person: ['age', 'sex', 'weight', 'height', 'traits', 'stool', 'taxonomy', 'sample'],
  habits: ['diary', 'diet', 'stress', 'sleep'],
  course: ['take', 'apply', 'eat', 'live', 'cut', 'gain', 'dose', 'per_day', 'every', 'from', 'lasts', 'until'],
  sample: ['until', 'every', 'outcomes'],
}
const WIDTH = 100

export function toToml(tree: ScenarioTree): string {
  const root = tree as Table
  const blocks: string[] = []
  const plain: string[] = []
  for (const [key, value] of entries(root, '')) {
    if (isTables(value)) {
      for (const table of value) blocks.push(block(`[[${quoteKey(key)}]]`, table, key))
    } else if (isTable(value)) {
      blocks.push(block(`[${quoteKey(key)}]`, value, key))
    } else {
      plain.push(line(key, value))
    }
  }
  const parts = plain.length > 0 ? [plain.join('\n'), ...blocks] : blocks
  return parts.length > 0 ? `${parts.join('\n\n')}\n` : ''
}

function block(head: string, table: Table, kind: string): string {
  return [head, ...entries(table, kind).map(([key, value]) => line(key, value))].join('\n')
}

function entries(table: Table, kind: string): [string, Value][] {
  const order = ORDER[kind] ?? []
  const rank = (key: string) => (order.includes(key) ? order.indexOf(key) : order.length)
  return Object.entries(table)
    .filter((entry): entry is [string, Value] => entry[1] !== undefined && entry[1] !== null)
    .sort(([a], [b]) => rank(a) - rank(b))
}

function line(key: string, value: Value): string {
  const short = `${quoteKey(key)} = ${inline(value)}`
  if (short.length <= WIDTH || !Array.isArray(value)) return short
  return `${quoteKey(key)} = [\n${value.map((item) => `    ${inline(item)},\n`).join('')}]`
}

function inline(value: Value): string {
  if (typeof value === 'string') return quote(value)
  if (typeof value === 'number') return number(value)
  if (typeof value === 'boolean') return String(value)
  if (Array.isArray(value)) return `[${value.map(inline).join(', ')}]`
  const pairs = Object.entries(value).filter((entry): entry is [string, Value] => entry[1] !== undefined)
  return pairs.length > 0 ? `{ ${pairs.map(([key, item]) => `${quoteKey(key)} = ${inline(item)}`).join(', ')} }` : '{}'
}

/** TOML wants a digit on either side of the point and knows `inf` and `nan`; sums of tenths lose their dust. */
function number(value: number): string {
  if (Number.isNaN(value)) return 'nan'
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf'
  return String(Number(value.toPrecision(12))).replace('e+', 'e')
}

function quoteKey(key: string): string {
  return /^[A-Za-z0-9_-]+$/.test(key) ? key : quote(key)
}

const ESCAPES: Record<string, string> = { '"': '\\"', '\\': '\\\\', '\b': '\\b', '\t': '\\t', '\n': '\\n', '\f': '\\f', '\r': '\\r' }

function quote(text: string): string {
  // A basic string holds no bare control characters.
  const escaped = text.replace(/["\\\u0000-\u001f\u007f]/g, (sign) => ESCAPES[sign] ?? `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`)
  return `"${escaped}"`
}

function isTable(value: Value): value is Table {
  return typeof value === 'object' && !Array.isArray(value)
}

function isTables(value: Value): value is Table[] {
  return Array.isArray(value) && value.length > 0 && value.every(isTable)
}
