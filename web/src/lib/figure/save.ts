// Files made in the page: a figure's numbers as CSV, its drawing as SVG that stands alone.

/** Hands a text to the browser as a file. */
export function saveText(name: string, text: string, type: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }))
  const anchor = document.createElement('a')
  anchor.href = url
  anchor.download = name
  anchor.click()
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}

/** "Butyrate in stool" becomes `butyrate-in-stool`. */
export function fileName(title: string, ending: string): string {
  const stem = title.toLowerCase().normalize('NFKD').replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '')
  return `${stem || 'figure'}.${ending}`
}

/** What a drawing takes from the page's style sheet and must carry with it. */
const STYLES = [
  'fill', 'fill-opacity', 'stroke', 'stroke-width', 'stroke-opacity', 'stroke-dasharray', 'stroke-linecap', 'stroke-linejoin', 'opacity',
  'font-family', 'font-size', 'font-weight', 'font-style', 'text-anchor', 'dominant-baseline', 'paint-order', 'color',
]

/** The largest drawing within an element, with its colours resolved, on the page's ground. */
export function standaloneSvg(within: Element, title: string): string | null {
  const area = (svg: SVGSVGElement) => svg.clientWidth * svg.clientHeight
  const drawing = [...within.querySelectorAll('svg')].sort((a, b) => area(b) - area(a))[0]
  if (!drawing) return null
  const copy = drawing.cloneNode(true) as SVGSVGElement
  const originals = [drawing, ...drawing.querySelectorAll('*')]
  const copies = [copy, ...copy.querySelectorAll('*')]
  originals.forEach((original, index) => carryStyle(original, copies[index]!))
  for (const gone of copy.querySelectorAll('[data-screen-only]')) gone.remove()
  const { width, height } = drawing.getBoundingClientRect()
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg')
  copy.setAttribute('width', String(Math.round(width)))
  copy.setAttribute('height', String(Math.round(height)))
  if (!copy.hasAttribute('viewBox')) copy.setAttribute('viewBox', `0 0 ${Math.round(width)} ${Math.round(height)}`)
  copy.style.background = getComputedStyle(document.body).backgroundColor
  const name = document.createElementNS('http://www.w3.org/2000/svg', 'title')
  name.textContent = title
  copy.prepend(name)
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(copy)}\n`
}

function carryStyle(from: Element, to: Element): void {
  if (from.tagName === 'title' || from.tagName === 'defs') return
  const style = getComputedStyle(from)
  if (style.display === 'none') {
    to.remove()
    return
  }
  const carried = STYLES.map((name) => [name, style.getPropertyValue(name)] as const).filter(([, value]) => value !== '')
  to.removeAttribute('class')
  to.setAttribute('style', carried.map(([name, value]) => `${name}:${value}`).join(';'))
}
