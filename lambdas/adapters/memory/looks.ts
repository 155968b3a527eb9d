import type { Look, Looks } from '../../ports.ts'
import { type MemoryQueue, memoryQueue } from './queue.ts'

export type MemoryLooks = Looks & Pick<MemoryQueue<Look>, 'take'>

/** A queue of looks in memory; whoever takes them decides when they are due. */
export function memoryLooks(): MemoryLooks {
  const { put: send, take } = memoryQueue<Look>()
  return { send, take }
}
