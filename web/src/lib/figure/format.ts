// Numbers, units and names as people read them.

const THIN = '\u202f'
const MINUS = '−'
const RAISED: Record<string, string> = { '-': '⁻', 0: '⁰', 1: '¹', 2: '²', 3: '³', 4: '⁴', 5: '⁵', 6: '⁶', 7: '⁷', 8: '⁸', 9: '⁹' }

/** Three significant digits: "0.0123", "12.3", "12 300", "5×10⁹"; a dash where there is no number. */
export function number(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return '–'
  const round = Number(value.toPrecision(3))
  const size = Math.abs(round)
  const sign = round < 0 ? MINUS : ''
  if (size === 0) return '0'
  if (size >= 1e6 || size < 1e-4) {
    const [digits = '', power = ''] = size.toExponential().split('e')
    const ten = `10${raised(power.replace('+', ''))}`
    return sign + (digits === '1' ? ten : `${digits}×${ten}`)
  }
  // Trailing zeros tell nothing here, and whole thousands stand apart.
  const [whole = '', part] = String(size).split('.')
  const grouped = whole.length > 4 ? whole.replace(/\B(?=(\d{3})+$)/g, THIN) : whole
  return sign + (part ? `${grouped}.${part}` : grouped)
}

/** The same with its sign, for differences. */
export function signed(value: number | null | undefined): string {
  const text = number(value)
  return text === '–' || text === '0' || text.startsWith(MINUS) ? text : `+${text}`
}

/** A UCUM unit as one writes it: "µmol/L", "10⁹/L", "µg/cm²/min"; nothing for "1" and for pH, which is its own name. */
export function unit(code: string | null | undefined): string {
  if (!code || code === '1' || code === '[pH]') return ''
  return code
    .replace(/\{([^}]*)\}/g, (_, note: string, at: number) => (at > 0 && /[\w\]]/.test(code[at - 1]!) ? ` ${note}` : note))
    .replace(/\[([^\]]*)\]/g, '$1')
    .replace(/^1\//, '/')
    .replace(/\bu(?=(?:g|m|mol|L|IU)\b)/g, 'µ')
    .replace(/10\*(-?\d+)/g, (_, power: string) => `10${raised(power)}`)
    .replace(/([a-z])(\d)\b/g, (_, base: string, power: string) => base + raised(power))
    .replaceAll('.', '·')
}

/** A sentence whose numbers lose the zeros that tell nothing: "2.00–3.10" becomes "2–3.1". */
export function plainNumbers(sentence: string): string {
  return sentence.replace(/(?<![\w.])(\d+)\.(\d*?)0+(?![\d.]*\d|\w)/g, (_, whole: string, part: string) => (part ? `${whole}.${part}` : whole))
}

/** A sentence of the server as people read it: plain numbers, and units as one writes them. */
export function plain(sentence: string, units: Iterable<string>): string {
  const odd = [...new Set(units)].filter((code) => code !== '1' && unit(code) !== code).sort((a, b) => b.length - a.length)
  const whole = (code: string) => new RegExp(`(?<= )${code.replace(/[^\w]/g, '\\$&')}(?!\\w)`, 'g')
  return odd.reduce((text, code) => text.replace(whole(code), unit(code)), plainNumbers(sentence))
}

/** A number with its unit: "12.3 mmol/kg", "4 %"; a share of 1 stays bare. */
export function quantity(value: number | null | undefined, code: string | null | undefined): string {
  const text = number(value)
  const beside = unit(code)
  return text === '–' || beside === '' ? text : `${text} ${beside}`
}

/** From least to most: "40–130 mmol/kg". */
export function range(of: readonly [number, number], code?: string | null): string {
  const beside = unit(code)
  const text = of[0] < 0 ? `${number(of[0])} to ${number(of[1])}` : `${number(of[0])}–${number(of[1])}`
  return beside ? `${text} ${beside}` : text
}

function raised(digits: string): string {
  return [...digits].map((digit) => RAISED[digit] ?? digit).join('')
}

export { label, words } from './names'
