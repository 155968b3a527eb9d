import { type Random, randomOf } from './random.ts'

/**
 * Decides which of the calls that are under way goes on next: one at a time, drawn by a seed, so that a run can be
 * had again. The twins in memory wait for `setImmediate` before a call takes effect, and the code under test sleeps
 * between attempts: the test replaces both by `turn` and `pause`.
 */
let waiting: (() => void)[] = []
let random: Random = randomOf(0)

/** How many promises may settle in a row before the next call goes on; far more than any chain between two calls. */
const SETTLING = 12

export function begin(with_: Random): void {
  random = with_
  waiting = []
}

export function turn(): Promise<void> {
  return new Promise((resolve) => void waiting.push(resolve))
}

/** However long it was to be: that something else happens meanwhile is all that matters. */
export const pause = (_ms: number): Promise<void> => turn()

/** Lets so many calls go on. False if none is under way any more. */
export async function goOn(calls = 1): Promise<boolean> {
  for (let done = 0; done < calls; done++) {
    await settle()
    if (waiting.length === 0) return false
    const index = random.below(waiting.length)
    const [resolve] = waiting.splice(index, 1)
    resolve!()
  }
  await settle()
  return waiting.length > 0
}

/** Goes on until nothing is under way. Throws if that takes forever. */
export async function untilQuiet(most = 100_000): Promise<void> {
  for (let calls = 0; await goOn(); calls++) {
    if (calls > most) throw new Error('It never comes to rest.')
  }
}

async function settle(): Promise<void> {
  for (let ticks = 0; ticks < SETTLING; ticks++) await undefined
  // What waits for more than promises (none does today) gets its turn before anything is taken for quiet.
  if (waiting.length === 0) await new Promise((resolve) => void setImmediate(resolve))
}
