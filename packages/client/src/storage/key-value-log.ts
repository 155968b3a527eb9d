import type { Change } from '../storage.ts'

/** A store of texts under keys: as AsyncStorage is, and as others can be made to look. */
export interface KeyValueStore {
  getItem(key: string): Promise<string | null> | string | null
  setItem(key: string, value: string): Promise<unknown> | unknown
  removeItem(key: string): Promise<unknown> | unknown
  getAllKeys(): Promise<readonly string[]> | readonly string[]
}

/** Stores have a limit for an item: a rewritten log is in items of about so many characters, or of one record. */
const ITEM = 200_000

/**
 * Writes in order, each in one item `<name>/<generation>/<number>`, so that it is there or not. The item `<name>` says which
 * generation holds: a log is rewritten as a new one, which is nothing before that item is set.
 */
export class KeyValueLog {
  readonly #store: KeyValueStore
  readonly #name: string
  #generation = 0
  /** The highest generation that was ever begun. */
  #begun = 0
  #length = 0
  /** Whether the store may hold another generation to be the valid one: it failed, and nobody knows at what. */
  #isInDoubt = false

  constructor(store: KeyValueStore, name: string) {
    this.#store = store
    this.#name = name
  }

  /** How many items it has. */
  get length(): number {
    return this.#length
  }

  /** Begins: every write there is, in order. */
  async read(): Promise<Change[][]> {
    this.#generation = Number((await this.#store.getItem(this.#name)) ?? 0)
    const items = await this.#items()
    this.#begun = Math.max(this.#generation, ...items.map(({ generation }) => generation))
    const valid = items.filter(({ generation }) => generation === this.#generation)
    const numbers = valid.map(({ number }) => number).sort((a, b) => a - b)
    this.#length = (numbers.at(-1) ?? -1) + 1
    const texts = await Promise.all(numbers.map((number) => this.#store.getItem(this.#key(number))))
    return texts.map((text) => JSON.parse(text ?? '[]'))
  }

  async append(json: string): Promise<void> {
    if (this.#isInDoubt) await this.#store.setItem(this.#name, String(this.#generation))
    this.#isInDoubt = false
    // One that fails may be there all the same: the next takes its place.
    await this.#store.setItem(this.#key(this.#length), json)
    this.#length++
  }

  /** Replaces all that was written: whenever the process ends, the old or the new log is there. */
  async rewrite(changes: readonly Change[]): Promise<void> {
    const generation = ++this.#begun
    const items = itemsOf(changes)
    for (const [number, json] of items.entries())
      await this.#store.setItem(this.#key(number, generation), json)
    this.#isInDoubt = true
    await this.#store.setItem(this.#name, String(generation))
    this.#isInDoubt = false
    this.#generation = generation
    this.#length = items.length
    for (const item of await this.#items())
      if (item.generation !== generation) await this.#store.removeItem(item.key)
  }

  async #items(): Promise<{ key: string; generation: number; number: number }[]> {
    const prefix = `${this.#name}/`
    const keys = (await this.#store.getAllKeys()).filter((key) => key.startsWith(prefix))
    return keys.flatMap((key) => {
      const [, generation, number] = /^(\d+)\/(\d+)$/.exec(key.slice(prefix.length)) ?? []
      return number ? [{ key, generation: Number(generation), number: Number(number) }] : []
    })
  }

  #key(number: number, generation = this.#generation): string {
    return `${this.#name}/${generation}/${number}`
  }
}

function itemsOf(changes: readonly Change[]): string[] {
  const items: string[][] = []
  let length = ITEM
  for (const change of changes) {
    const json = JSON.stringify(change)
    if (length + json.length > ITEM) {
      items.push([])
      length = 0
    }
    items.at(-1)!.push(json)
    length += json.length
  }
  return items.map((item) => `[${item.join()}]`)
}
