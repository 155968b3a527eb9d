import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'

type Json = Record<string, unknown>

/**
 * One JSON file in memory and on disk, behind the data store interface of cognito-local.
 * Its own store rewrites the file in place, so that a kill in between loses every account;
 * here a write has replaced the whole file before its promise resolves.
 */
export class CognitoStore {
  readonly #path: string
  readonly #root: Json
  #written: Promise<void> = Promise.resolve()

  private constructor(path: string, root: Json) {
    this.#path = path
    this.#root = root
  }

  static async open(path: string, defaults: object): Promise<CognitoStore> {
    await mkdir(dirname(path), { recursive: true })
    const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined
      throw error
    })
    const store = new CognitoStore(path, parse(text ?? JSON.stringify(defaults)))
    if (text === undefined) await store.#save()
    return store
  }

  async getRoot(): Promise<Json> {
    return this.#root
  }

  async get(_context: unknown, key: string | string[], fallback: unknown = null): Promise<unknown> {
    return [key].flat().reduce(own, this.#root) ?? fallback
  }

  async set(_context: unknown, key: string | string[], value: unknown): Promise<void> {
    const [parent, name] = this.#place(key)
    // Not an assignment: a user may be called `__proto__`.
    Object.defineProperty(parent, name, { value, enumerable: true, configurable: true, writable: true })
    await this.#save()
  }

  async delete(_context: unknown, key: string | string[]): Promise<void> {
    const [parent, name] = this.#place(key)
    delete parent[name]
    await this.#save()
  }

  #place(key: string | string[]): [Json, string] {
    const path = [key].flat()
    const name = path.pop()!
    const parent = path.reduce<unknown>((value, step) => {
      if (own(value, step) === undefined) (value as Json)[step] = {}
      return own(value, step)
    }, this.#root)
    return [parent as Json, name]
  }

  /** Writes one after the other, each with the state of the moment it starts. */
  #save(): Promise<void> {
    this.#written = this.#written.then(async () => {
      await writeFile(`${this.#path}.new`, JSON.stringify(this.#root, null, 2), { mode: 0o600 })
      await rename(`${this.#path}.new`, this.#path)
    })
    return this.#written
  }
}

function own(value: unknown, name: string): unknown {
  const isObject = typeof value === 'object' && value !== null
  return isObject && Object.hasOwn(value, name) ? (value as Json)[name] : undefined
}

/** cognito-local expects dates in the fields whose names end in Date. */
const parse = (text: string): Json =>
  JSON.parse(text, (name, value) =>
    name.endsWith('Date') && typeof value === 'string' ? new Date(value) : value,
  )
