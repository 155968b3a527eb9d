import type { AccountEnding, Endings } from '../../ports.ts'
import { type MemoryQueue, memoryQueue } from './queue.ts'

/** An ending, and how long it is to wait. */
type WaitingEnding = AccountEnding & { readonly delayMs: number }
export type MemoryEndings = Endings & Pick<MemoryQueue<WaitingEnding>, 'take'>

/** A queue of endings in memory. */
export function memoryEndings(): MemoryEndings {
  const { put, take } = memoryQueue<WaitingEnding>()
  return { send: (ending, delayMs = 0) => put([{ ...ending, delayMs }]), take }
}
