import { setImmediate as turn } from 'node:timers/promises'
import type { Look, Looks } from '../../ports.ts'

export type MemoryLooks = Looks & {
  /** What was sent since the last call. */
  take(): Look[]
}

/** A queue of looks in memory; whoever takes them decides when they are due. */
export function memoryLooks(): MemoryLooks {
  let waiting: Look[] = []
  return {
    async send(looks) {
      await turn()
      waiting.push(...structuredClone(looks))
    },
    take() {
      const taken = waiting
      waiting = []
      return taken
    },
  }
}
