import type { PushQueue, PushWork } from '../../ports.ts'
import { type MemoryQueue, memoryQueue } from './queue.ts'

/** Work, and how long it was to wait. */
type WaitingWork = { readonly work: PushWork; readonly delayMs: number }
export type MemoryPushQueue = PushQueue & Pick<MemoryQueue<WaitingWork>, 'take'>

/** A queue of push work in memory. */
export function memoryPushQueue(): MemoryPushQueue {
  const { put, take } = memoryQueue<WaitingWork>()
  return { send: (work, delayMs) => put(work.map((each) => ({ work: each, delayMs }))), take }
}
