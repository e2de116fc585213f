// Talks with the server: plain questions, and jobs that tell how far they are.
import { serverEvents } from './events'
import type { Fault, JobEvent } from './types'

/** What the server would not do, and why. */
export class Refused extends Error {
  override readonly name = 'Refused'

  constructor(
    /** The HTTP status; 0 when no server answered. */
    readonly status: number,
    readonly faults: Fault[],
    readonly text: string,
  ) {
    super(text)
  }
}

const NOBODY = 'The server does not answer. Is `enteroderm serve` still running?'

/** Whether somebody stopped it on purpose. */
export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError'
}

/** `/runs` and `/api/v1/runs` are the same. */
export function address(path: string): string {
  return path.startsWith('/api/') ? path : `/api/v1${path}`
}

export async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  const response = await reach(path, { headers: { accept: 'application/json' }, ...(signal && { signal }) })
  return (await response.json()) as T
}

/** Sends JSON, or a file's bytes as they are. */
export async function post<T>(path: string, body: unknown, signal?: AbortSignal): Promise<T> {
  const response = await reach(path, { ...message(body, 'application/json'), ...(signal && { signal }) })
  return (await response.json()) as T
}

/** Starts a job and hears it out. Aborting the signal closes the connection, by which the server stops. */
export async function job<R>(path: string, body: unknown, on: (event: JobEvent<R>) => void, signal?: AbortSignal): Promise<R> {
  const response = await reach(path, { ...message(body, 'text/event-stream'), ...(signal && { signal }) })
  if (!response.body) throw new Refused(response.status, [], 'The server sent no answer.')
  for await (const { event, data } of serverEvents(response.body)) {
    const told = { event, data: JSON.parse(data) } as JobEvent<R>
    on(told)
    if (told.event === 'result') return told.data
    if (told.event === 'faults') throw new Refused(422, told.data.faults, told.data.text)
    if (told.event === 'failed') throw new Refused(500, [], told.data.message)
    if (told.event === 'stopped') throw new DOMException(told.data.message, 'AbortError')
  }
  signal?.throwIfAborted()
  throw new Refused(0, [], 'The connection ended before the result came.')
}

function message(body: unknown, accept: string): RequestInit {
  const raw = body instanceof Blob || body instanceof ArrayBuffer || body instanceof Uint8Array
  return {
    method: 'POST',
    headers: { accept, 'content-type': raw ? 'application/octet-stream' : 'application/json' },
    body: raw ? (body as BodyInit) : JSON.stringify(body),
  }
}

async function reach(path: string, init: RequestInit): Promise<Response> {
  let response: Response
  try {
    response = await fetch(address(path), init)
  } catch (error) {
    if (isAbort(error)) throw error
    throw new Refused(0, [], NOBODY)
  }
  // A gateway that finds nobody behind it says so with these.
  if (response.status >= 502 && response.status <= 504) throw new Refused(response.status, [], NOBODY)
  if (!response.ok) throw await refusal(response)
  return response
}

async function refusal(response: Response): Promise<Refused> {
  const text = await response.text()
  try {
    const said = JSON.parse(text) as { faults?: Fault[]; text?: string; message?: string }
    return new Refused(response.status, said.faults ?? [], said.text ?? said.message ?? text)
  } catch {
    return new Refused(response.status, [], `The server answered ${response.status} ${response.statusText}`.trim())
  }
}
