import { Pause } from './backoff.ts'
import type { ServerClock } from './clock.ts'
import { asParleyError, type ParleyError } from './error.ts'
import type { Platform } from './platform.ts'
import type { Expiring, Store } from './store.ts'

const AT_A_TIME = 500
/** A storage that fails is tried again after so long. */
const RETRY_MS = 60_000

export type ExpirerHooks = {
  /** These are over: out of storage and memory with them. */
  vanish: (gone: readonly Expiring[]) => Promise<void>
  onError: (error: ParleyError) => void
}

/** Takes what disappears out of memory and storage on time: one timer for all of it, by the server's clock. */
export class Expirer {
  readonly #store: Store
  readonly #clock: ServerClock
  readonly #hooks: ExpirerHooks
  readonly #pause: Pause
  #isRunning = false
  #isPoked = false
  #isStopped = false

  constructor(store: Store, clock: ServerClock, platform: Platform, hooks: ExpirerHooks) {
    this.#store = store
    this.#clock = clock
    this.#hooks = hooks
    this.#pause = new Pause(platform)
  }

  /** Something that disappears may have been stored. */
  poke(): void {
    this.#isPoked = true
    this.#pause.end()
    if (!this.#isRunning) void this.#run()
  }

  stop(): void {
    this.#isStopped = true
    this.#pause.end()
  }

  async #run(): Promise<void> {
    this.#isRunning = true
    while (this.#isPoked && !this.#isStopped) {
      this.#isPoked = false
      const wait = await this.#sweep()
      if (wait === undefined || this.#isPoked) continue
      await this.#pause.for(wait)
      this.#isPoked = true
    }
    this.#isRunning = false
  }

  /** In how many milliseconds there is more to do; undefined if nothing is left. */
  async #sweep(): Promise<number | undefined> {
    try {
      const expiring = await this.#store.expiring(AT_A_TIME)
      const now = this.#clock.now()
      const gone = expiring.filter(({ at }) => at <= now)
      if (gone.length > 0 && !this.#isStopped) await this.#hooks.vanish(gone)
      if (gone.length === AT_A_TIME) return 0
      const next = expiring[gone.length]
      return next && next.at - now
    } catch (error) {
      if (!this.#isStopped) this.#hooks.onError(asParleyError(error, 'STORAGE_FAILED'))
      return RETRY_MS
    }
  }
}
