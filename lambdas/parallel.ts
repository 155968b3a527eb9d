/**
 * Runs a step for every item, at most `atOnce` at a time, to the end whatever fails; how each ended, in the order
 * of the items. One that is slow takes up one place and holds up nobody else.
 */
export async function settleAll<Item, Result>(
  items: readonly Item[],
  atOnce: number,
  step: (item: Item) => Promise<Result>,
): Promise<PromiseSettledResult<Result>[]> {
  const results: PromiseSettledResult<Result>[] = []
  const rest = items.entries()
  async function work(): Promise<void> {
    for (const [index, item] of rest) {
      // One by one is the purpose: as many workers as may run at once share what is left.
      const [result] = await Promise.allSettled([Promise.resolve(item).then(step)])
      results[index] = result
    }
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, work))
  return results
}
