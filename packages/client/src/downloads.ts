import type { ServerClock } from './clock.ts'
import type { Download } from './media-api.ts'

/** An address is not handed out any more so long before it ends. */
const MARGIN_MS = 60_000
const KEPT_MAX = 500

/** Addresses of files, each asked for once while it is good. */
export class Downloads {
  readonly #clock: ServerClock
  readonly #known = new Map<string, Promise<Download>>()

  constructor(clock: ServerClock) {
    this.#clock = clock
  }

  /** By a name for the file; what is still being made, or was `refused`, is asked for again. Rejects as `ask` does. */
  async get(name: string, ask: () => Promise<Download>, refused?: Download): Promise<Download> {
    const known = this.#known.get(name)
    const download = await known?.catch(() => undefined)
    const isGood = download && download !== refused && this.#isGood(download)
    if (known && this.#known.get(name) === known && !isGood) {
      this.#known.delete(name)
    }
    return this.#known.get(name) ?? this.#ask(name, ask)
  }

  clear(): void {
    this.#known.clear()
  }

  #ask(name: string, ask: () => Promise<Download>): Promise<Download> {
    const asked = ask()
    this.#known.set(name, asked)
    asked.catch(() => {})
    const [oldest] = this.#known.keys()
    if (this.#known.size > KEPT_MAX) this.#known.delete(oldest!)
    return asked
  }

  #isGood({ state, expiresAt }: Download): boolean {
    return state !== 'processing' && expiresAt - MARGIN_MS > this.#clock.now()
  }
}
