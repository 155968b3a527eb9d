import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** What a push service was handed for one device. */
export type Push = {
  messageId: string
  /** When, in ms since the epoch. */
  at: number
  /** The endpoint's ARN. */
  address: string
  platform: string
  token: string
  userData: string
  payload: object
  /** Of the message: time to live, priority and the like. */
  attributes: Record<string, string>
}

const KEPT = 1_000

/** The last pushes, on disk before `add` returns: a line of JSON each, those too old taken out from time to time. */
export class PushJournal {
  readonly #file: string
  #pushes: Push[]
  #lines: number

  constructor(file: string) {
    this.#file = file
    mkdirSync(dirname(file), { recursive: true })
    const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : []
    this.#lines = lines.length
    this.#pushes = lines.flatMap(parsed).slice(-KEPT)
    // What a kill cut off stays the end of its own line.
    if (lines.at(-1)) this.#rewrite()
  }

  add(push: Push): void {
    this.#pushes.push(push)
    appendFileSync(this.#file, `${JSON.stringify(push)}\n`)
    this.#lines++
    if (this.#lines <= 2 * KEPT) return
    this.#pushes = this.#pushes.slice(-KEPT)
    this.#rewrite()
  }

  /** Newest first. */
  list(): Push[] {
    return this.#pushes.slice(-KEPT).reverse()
  }

  clear(): void {
    this.#pushes = []
    this.#rewrite()
  }

  #rewrite(): void {
    writeFileSync(`${this.#file}.new`, this.#pushes.map((push) => `${JSON.stringify(push)}\n`).join(''))
    renameSync(`${this.#file}.new`, this.#file)
    this.#lines = this.#pushes.length
  }
}

function parsed(line: string): Push[] {
  try {
    return line === '' ? [] : [JSON.parse(line) as Push]
  } catch {
    return []
  }
}
