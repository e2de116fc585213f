// Dragging along the time line: the pointer's way as whole days, captured so that it may leave the bar.

interface Dragging {
  /** Days per pixel. */
  scale: number
  /** Days since the drag began; called only when they change. */
  ondays: (days: number) => void
  /** Whether it was a drag, or only a click. */
  onend: (wasDragged: boolean) => void
}

/** Pixels within which a press is a click. */
const SLACK = 3

export function drag(event: PointerEvent & { currentTarget: EventTarget & HTMLElement }, { scale, ondays, onend }: Dragging): void {
  const { currentTarget: target, pointerId, clientX: start } = event
  const until = new AbortController()
  let last = 0
  let wasDragged = false

  target.setPointerCapture(pointerId)
  target.addEventListener(
    'pointermove',
    (move: PointerEvent) => {
      const way = move.clientX - start
      wasDragged ||= Math.abs(way) > SLACK
      const days = Math.round(way * scale)
      if (!wasDragged || days === last) return
      last = days
      ondays(days)
    },
    { signal: until.signal },
  )
  const end = () => {
    until.abort()
    onend(wasDragged)
  }
  target.addEventListener('pointerup', end, { signal: until.signal })
  // Also when the browser takes the pointer away, or the bar goes into another row.
  target.addEventListener('lostpointercapture', end, { signal: until.signal })
}

/** Days that a key moves by: an arrow one, with shift seven; null for other keys. */
export function daysOfKey(event: KeyboardEvent): number | null {
  const days = event.shiftKey ? 7 : 1
  if (event.key === 'ArrowLeft' || event.key === 'ArrowDown') return -days
  if (event.key === 'ArrowRight' || event.key === 'ArrowUp') return days
  return null
}
