import type { ServerClock } from './clock.ts'
import { asParleyError, type ParleyError } from './error.ts'
import type { Platform } from './platform.ts'
import { Runner } from './runner.ts'
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
export class Expirer extends Runner {
  readonly #store: Store
  readonly #clock: ServerClock
  readonly #platform: Platform
  readonly #hooks: ExpirerHooks
  #timer: unknown

  constructor(store: Store, clock: ServerClock, platform: Platform, hooks: ExpirerHooks) {
    super()
    this.#store = store
    this.#clock = clock
    this.#platform = platform
    this.#hooks = hooks
  }

  override stop(): void {
    super.stop()
    this.#platform.clearTimeout(this.#timer)
  }

  protected async run(): Promise<void> {
    this.#platform.clearTimeout(this.#timer)
    const wait = await this.#sweep()
    if (wait === undefined || this.isStopped) return
    this.#timer = this.#platform.setTimeout(() => this.poke(), wait)
  }

  /** In how many milliseconds there is more to do; undefined if nothing is left. */
  async #sweep(): Promise<number | undefined> {
    try {
      const expiring = await this.#store.expiring(AT_A_TIME)
      const now = this.#clock.now()
      const gone = expiring.filter(({ at }) => at <= now)
      if (gone.length > 0 && !this.isStopped) await this.#hooks.vanish(gone)
      if (gone.length === AT_A_TIME) return 0
      const next = expiring[gone.length]
      return next && next.at - now
    } catch (error) {
      if (!this.isStopped) this.#hooks.onError(asParleyError(error, 'STORAGE_FAILED'))
      return RETRY_MS
    }
  }
}
