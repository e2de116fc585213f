// Brings a stool file to the server, and tells how far it is. `fetch` cannot tell that of what is sent.
import { Refused } from '../api/client'
import type { ProfileRead } from '../api/types'

export function upload(file: File, sample: string | null, onshare: (share: number) => void, signal: AbortSignal): Promise<ProfileRead> {
  const query = new URLSearchParams({ name: file.name, ...(sample === null ? {} : { sample }) })
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', `/api/v1/profiles?${query}`)
    request.responseType = 'text'
    request.upload.onprogress = ({ loaded, total }) => onshare(total > 0 ? loaded / total : 1)
    request.onload = () => {
      if (request.status === 200) resolve(JSON.parse(request.responseText) as ProfileRead)
      else reject(refusal(request.status, request.responseText))
    }
    request.onerror = () => reject(new Refused(0, [], 'The server does not answer.'))
    request.onabort = () => reject(new DOMException('stopped', 'AbortError'))
    signal.addEventListener('abort', () => request.abort())
    request.send(file)
  })
}

/** All that the server says of a file that it cannot read. */
export function refusal(status: number, body: string): Refused {
  try {
    const said = JSON.parse(body) as Partial<Refused> & { message?: string }
    return new Refused(status, said.faults ?? [], said.text ?? said.message ?? body)
  } catch {
    return new Refused(status, [], body || `The server answered ${status}.`)
  }
}
