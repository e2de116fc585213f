// The table behind every figure, and its CSV.

export interface Table {
  columns: { name: string; unit?: string }[]
  rows: (string | number | null)[][]
}

/** Comma-separated values; a text that a spreadsheet would run as a formula is kept a text. */
export function toCsv(table: Table): string {
  const head = table.columns.map((column) => (column.unit && column.unit !== '1' ? `${column.name} [${column.unit}]` : column.name))
  return [head, ...table.rows].map((row) => row.map(cell).join(',')).join('\r\n') + '\r\n'
}

function cell(value: string | number | null): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
