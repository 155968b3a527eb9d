import { setImmediate as turn } from 'node:timers/promises'
import type { PushQueue, PushWork } from '../../ports.ts'

export type MemoryPushQueue = PushQueue & {
  /** What was sent since the last call, and how long each was to wait. */
  take(): { readonly work: PushWork; readonly delayMs: number }[]
}

/** A queue of push work in memory. */
export function memoryPushQueue(): MemoryPushQueue {
  let waiting: { work: PushWork; delayMs: number }[] = []
  return {
    async send(work, delayMs) {
      await turn()
      waiting.push(...work.map((each) => ({ work: structuredClone(each), delayMs })))
    },
    take() {
      const taken = waiting
      waiting = []
      return taken
    },
  }
}
