// Server-sent events read from a stream of bytes, wherever its chunks happen to end.

export interface ServerEvent {
  event: string
  data: string
}

/** The events of a stream, one by one; a last one without its blank line is left out, as the standard says. */
export async function* serverEvents(stream: ReadableStream<Uint8Array>): AsyncGenerator<ServerEvent> {
  const reader = stream.getReader()
  const decoder = new TextDecoder()
  const lines = new Lines()
  let event = ''
  let data: string[] = []
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      for (const line of lines.add(decoder.decode(value, { stream: true }))) {
        if (line === '') {
          if (data.length > 0) yield { event: event || 'message', data: data.join('\n') }
          event = ''
          data = []
          continue
        }
        const [field, text] = split(line)
        if (field === 'event') event = text
        else if (field === 'data') data.push(text)
      }
    }
  } finally {
    // Whoever stops listening closes the connection, by which the server knows to stop.
    await reader.cancel().catch(() => undefined)
  }
}

function split(line: string): [field: string, text: string] {
  const colon = line.indexOf(':')
  if (colon < 0) return [line, '']
  return [line.slice(0, colon), line.slice(colon + 1).replace(/^ /, '')]
}

/** Whole lines out of pieces of text; they end in LF, CRLF or CR. */
class Lines {
  private pieces: string[] = []

  add(piece: string): string[] {
    if (!/[\r\n]/.test(piece) && !this.pieces.at(-1)?.endsWith('\r')) {
      this.pieces.push(piece)
      return []
    }
    const text = this.pieces.join('') + piece
    // A CR at the very end may be half of a CRLF: it waits for what follows.
    const whole = text.endsWith('\r') ? text.slice(0, -1) : text
    const lines = whole.split(/\r\n|\r|\n/)
    this.pieces = [(lines.pop() ?? '') + text.slice(whole.length)]
    return lines
  }
}
