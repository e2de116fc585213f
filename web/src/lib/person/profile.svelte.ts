// The stool file that was opened: in memory only, so that it is forgotten with the page.
import { Refused } from '../api/client'
import type { Fault, ProfileRead } from '../api/types'
import { upload } from './upload'

class Profile {
  file = $state.raw<File | null>(null)
  read = $state.raw<ProfileRead | null>(null)
  /** How much of the file has arrived, while it is sent and read. */
  share = $state<number | null>(null)
  /** Why it could not be read: fault by fault, and as the command line says it. */
  trouble = $state.raw<{ faults: Fault[]; text: string } | null>(null)
  #stop: AbortController | null = null

  async open(file: File, sample: string | null = null): Promise<void> {
    this.#stop?.abort()
    const stop = (this.#stop = new AbortController())
    this.file = file
    this.trouble = null
    this.share = 0
    try {
      const read = await upload(file, sample, (share) => (this.share = share), stop.signal)
      if (!stop.signal.aborted) this.read = read
    } catch (error) {
      if (stop.signal.aborted) return
      this.read = null
      this.trouble = error instanceof Refused ? error : { faults: [], text: String(error) }
    } finally {
      if (!stop.signal.aborted) this.share = null
    }
  }

  forget(): void {
    this.#stop?.abort()
    this.file = null
    this.read = null
    this.share = null
    this.trouble = null
  }
}

export const profile = new Profile()
