import { afterEach, describe, expect, it, vi } from 'vitest'
import { get, isAbort, job, Refused } from './client'
import type { JobEvent } from './types'

/** A server that answers with these events and then holds the line, or hangs up. */
function serve(events: string[], hangUp = true): void {
  vi.stubGlobal('fetch', (_: string, init: RequestInit) => {
    const stream = new ReadableStream<Uint8Array>({
      start(controller) {
        for (const event of events) controller.enqueue(new TextEncoder().encode(event))
        if (hangUp) controller.close()
        init.signal?.addEventListener('abort', () => controller.error(new DOMException('stopped', 'AbortError')))
      },
    })
    return Promise.resolve(new Response(stream, { headers: { 'content-type': 'text/event-stream' } }))
  })
}
const say = (event: string, data: unknown) => `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`

afterEach(() => vi.unstubAllGlobals())

describe('a job', () => {
  it('is heard out and gives its result', async () => {
    serve([say('job', { job: 7 }), ': still here\n\n', say('progress', { phase: 'run', share: 0.5 }), say('result', { answer: 42 })])
    const heard: JobEvent<unknown>[] = []
    expect(await job('/runs', {}, (event) => heard.push(event))).toEqual({ answer: 42 })
    expect(heard.map(({ event }) => event)).toEqual(['job', 'progress', 'result'])
  })

  it('throws its faults', async () => {
    const fault = { file: 'scenario.toml', line: 3, column: 1, field: 'course[0].take', message: 'unknown', help: null }
    serve([say('job', { job: 7 }), say('faults', { faults: [fault], text: 'as printed' })])
    const refused = await job('/runs', {}, () => undefined).catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(Refused)
    expect(refused).toMatchObject({ faults: [fault], text: 'as printed' })
  })

  it('says so when the line breaks before the result', async () => {
    serve([say('job', { job: 7 })])
    await expect(job('/runs', {}, () => undefined)).rejects.toThrow('before the result')
  })

  it('is stopped by its signal', async () => {
    serve([say('job', { job: 7 })], false)
    const stop = new AbortController()
    const running = job('/runs', {}, () => stop.abort(), stop.signal)
    expect(isAbort(await running.catch((error: unknown) => error))).toBe(true)
  })
})

describe('a refused request', () => {
  it('says what the server says', async () => {
    vi.stubGlobal('fetch', () => Promise.resolve(Response.json({ message: 'there is no such arrow' }, { status: 404 })))
    await expect(get('/arrows/x')).rejects.toMatchObject({ status: 404, text: 'there is no such arrow' })
  })
  it('says that nobody is there', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('fetch failed')))
    await expect(get('/catalogue')).rejects.toThrow('does not answer')
  })
})
