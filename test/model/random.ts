/** Numbers that look random and are the same for the same seed. */
export type Random = {
  /** In [0, 1). */
  (): number
  /** A whole number in [0, below). */
  below(below: number): number
  /** True so many times in a hundred. */
  chance(percent: number): boolean
  pick<Item>(items: readonly Item[]): Item
  /** Some of the items, in any order; perhaps none. */
  some<Item>(items: readonly Item[]): Item[]
  /** One of the keys, each as often as its weight says. */
  weighted<Key extends string>(weights: Readonly<Partial<Record<Key, number>>>): Key
}

/** mulberry32 */
export function randomOf(seed: number): Random {
  let state = seed | 0
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const below = (limit: number) => Math.floor(next() * limit)
  return Object.assign(next, {
    below,
    chance: (percent: number) => next() * 100 < percent,
    pick: <Item>(items: readonly Item[]) => items[below(items.length)]!,
    some<Item>(items: readonly Item[]) {
      const left = [...items]
      return Array.from({ length: below(items.length + 1) }, () => left.splice(below(left.length), 1)[0]!)
    },
    weighted<Key extends string>(weights: Readonly<Partial<Record<Key, number>>>) {
      const entries = Object.entries(weights) as [Key, number][]
      let left = next() * entries.reduce((total, [, weight]) => total + weight, 0)
      const drawn = entries.find(([, weight]) => {
        left -= weight
        return left < 0
      })
      return (drawn ?? entries.at(-1)!)[0]
    },
  })
}
