import type { Part, Parts } from '../../ports.ts'
import { type MemoryQueue, memoryQueue } from './queue.ts'

export type MemoryParts = Parts & Pick<MemoryQueue<Part>, 'take'>

/** A queue of parts in memory. */
export function memoryParts(): MemoryParts {
  const { put: send, take } = memoryQueue<Part>()
  return { send, take }
}
