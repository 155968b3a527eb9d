import { setImmediate as turn } from 'node:timers/promises'
import type { Part, Parts } from '../../ports.ts'

export type MemoryParts = Parts & {
  /** What was sent since the last call. */
  take(): Part[]
}

/** A queue of parts in memory. */
export function memoryParts(): MemoryParts {
  let waiting: Part[] = []
  return {
    async send(parts) {
      await turn()
      waiting.push(...structuredClone(parts))
    },
    take() {
      const taken = waiting
      waiting = []
      return taken
    },
  }
}
