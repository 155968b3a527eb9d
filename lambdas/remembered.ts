/** What a warm function may remember between events: bounded, the oldest goes first. */
export type Remembered<Key, Value> = {
  get(key: Key): Value | undefined
  set(key: Key, value: Value): void
}

export function remembered<Key, Value>(most: number): Remembered<Key, Value> {
  const values = new Map<Key, Value>()
  return {
    get: (key) => values.get(key),
    set(key, value) {
      values.delete(key)
      values.set(key, value)
      if (values.size > most) values.delete(values.keys().next().value as Key)
    },
  }
}
