import { setImmediate as turn } from 'node:timers/promises'
import type { AccountEnding, Endings } from '../../ports.ts'

export type MemoryEndings = Endings & {
  /** What was sent since the last call, and by how much it is to wait. */
  take(): (AccountEnding & { delayMs: number })[]
}

/** A queue of endings in memory. */
export function memoryEndings(): MemoryEndings {
  let waiting: (AccountEnding & { delayMs: number })[] = []
  return {
    async send(ending, delayMs = 0) {
      await turn()
      waiting.push({ ...ending, delayMs })
    },
    take() {
      const taken = waiting
      waiting = []
      return taken
    },
  }
}
