import { setTimeout as sleep } from 'node:timers/promises'

/** Items in as many pieces as calls that take `most` of them each, in their order; none for none. */
export function inChunks<Item>(items: readonly Item[], most: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / most) }, (_, call) =>
    items.slice(call * most, (call + 1) * most),
  )
}

/**
 * Calls with items, and again with those that the service has left undone, with jitter between. Throws `failure` of
 * how many are left after so many attempts.
 */
export async function untilDone<Item>(
  items: readonly Item[],
  attempts: number,
  call: (open: readonly Item[]) => Promise<readonly Item[]>,
  failure: (left: number) => string,
): Promise<void> {
  let open = items
  for (let attempt = 1; open.length > 0; attempt++) {
    if (attempt > attempts) throw new Error(failure(open.length))
    if (attempt > 1) await sleep(Math.random() * 20 * 2 ** attempt)
    open = await call(open)
  }
}
