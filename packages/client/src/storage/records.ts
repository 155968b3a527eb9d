import type { Change, Range, StoredRecord } from '../storage.ts'

/** Records in memory, their values as JSON text and their keys in order: what a storage without a database keeps. */
export class Records {
  readonly #values = new Map<string, string>()
  #keys: string[] | undefined = []

  get(key: string): unknown {
    const json = this.#values.get(key)
    return json === undefined ? undefined : JSON.parse(json)
  }

  list({ prefix, before, after, limit = Number.POSITIVE_INFINITY, reverse = false }: Range): StoredRecord[] {
    const keys = this.#sortedKeys()
    const from = after !== undefined && after >= prefix ? indexAfter(keys, after) : indexOf(keys, prefix)
    const to = before === undefined ? keys.length : indexOf(keys, before)
    const found: StoredRecord[] = []
    for (let step = 0; step < to - from && found.length < limit; step++) {
      const key = keys[reverse ? to - 1 - step : from + step]!
      if (key.startsWith(prefix)) found.push({ key, value: this.get(key) })
      else if (!(reverse && key > prefix)) break
    }
    return found
  }

  apply(changes: readonly Change[]): void {
    for (const { key, value } of changes) {
      if (value === undefined) {
        if (this.#values.delete(key)) this.#keys = undefined
      } else {
        if (!this.#values.has(key)) this.#remember(key)
        this.#values.set(key, JSON.stringify(value))
      }
    }
  }

  get size(): number {
    return this.#values.size
  }

  all(): StoredRecord[] {
    return [...this.#values.keys()].map((key) => ({ key, value: this.get(key) }))
  }

  /** Most new keys are the last of their kind: one insertion is cheaper than sorting again. */
  #remember(key: string): void {
    this.#keys?.splice(indexOf(this.#keys, key), 0, key)
  }

  #sortedKeys(): string[] {
    this.#keys ??= [...this.#values.keys()].sort()
    return this.#keys
  }
}

/** The first index whose key is not before `key`. */
function indexOf(keys: readonly string[], key: string): number {
  let low = 0
  for (let high = keys.length; low < high; ) {
    const middle = (low + high) >> 1
    if (keys[middle]! < key) low = middle + 1
    else high = middle
  }
  return low
}

function indexAfter(keys: readonly string[], key: string): number {
  const index = indexOf(keys, key)
  return keys[index] === key ? index + 1 : index
}
