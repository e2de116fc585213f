import { describe, expect, it } from 'vitest'
import { serverEvents, type ServerEvent } from './events'

const TEXT =
  ': a comment\r\nevent: job\r\ndata: {"job":1}\r\n\r\nevent: progress\ndata: {"phase":"coming to rest – Δ",\ndata: "share":0.5}\n\ndata:bare\n\nevent: lost\ndata: no blank line'

async function read(chunks: Uint8Array[]): Promise<ServerEvent[]> {
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk)
      controller.close()
    },
  })
  const events: ServerEvent[] = []
  for await (const event of serverEvents(stream)) events.push(event)
  return events
}

describe('server-sent events', () => {
  const bytes = new TextEncoder().encode(TEXT)
  const expected: ServerEvent[] = [
    { event: 'job', data: '{"job":1}' },
    { event: 'progress', data: '{"phase":"coming to rest – Δ",\n"share":0.5}' },
    { event: 'message', data: 'bare' },
  ]

  it.each([1, 2, 3, 7, 1000])('are the same in chunks of %i bytes', async (size) => {
    const chunks = []
    for (let at = 0; at < bytes.length; at += size) chunks.push(bytes.slice(at, at + size))
    expect(await read(chunks)).toEqual(expected)
  })

  it('come whole when a large one is cut anywhere', async () => {
    const long = `event: result\ndata: ${'x'.repeat(300_000)}\n\n`
    const all = new TextEncoder().encode(long)
    const events = await read([all.slice(0, 100_001), all.slice(100_001, 299_999), all.slice(299_999)])
    expect(events).toHaveLength(1)
    expect(events[0]!.data).toHaveLength(300_000)
  })
})
