import { setImmediate as turn } from 'node:timers/promises'

export type MemoryQueue<Item> = {
  /** Puts copies of items behind those that wait. */
  put(items: readonly Item[]): Promise<void>
  /** What was put since the last call. */
  take(): Item[]
}

/** What a queue does, in memory: whoever takes decides when something is due. */
export function memoryQueue<Item>(): MemoryQueue<Item> {
  let waiting: Item[] = []
  return {
    async put(items) {
      await turn()
      waiting.push(...structuredClone(items))
    },
    take() {
      const taken = waiting
      waiting = []
      return taken
    },
  }
}
