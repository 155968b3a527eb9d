import { setImmediate as turn } from 'node:timers/promises'
import type { MediaId } from '@parley/domain'
import type { Thumbnails } from '../../ports.ts'

export type MemoryThumbnails = Thumbnails & {
  /** What was sent since the last call. */
  take(): { readonly media: MediaId; readonly compressed: boolean }[]
}

/** Images that are to be made small, in memory. */
export function memoryThumbnails(): MemoryThumbnails {
  let waiting: { media: MediaId; compressed: boolean }[] = []
  return {
    async send(media, compressed) {
      await turn()
      waiting.push({ media, compressed })
    },
    take() {
      const taken = waiting
      waiting = []
      return taken
    },
  }
}
