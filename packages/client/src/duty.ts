import { Pause, waitAfter } from './backoff.ts'
import { asParleyError } from './error.ts'
import type { Platform } from './platform.ts'
import { Runner } from './runner.ts'
import type { Timing } from './timing.ts'

export type DutyHooks = {
  isOnline: () => boolean
  /**
   * Does the next thing that has to be done at the server, if there is one; whether there was. What no retry
   * can help it takes care of itself: everything it throws is tried again.
   */
  next: () => Promise<boolean>
}

/** Something to be done at the server: one thing at a time, while online, until all of it is done. */
export class Duty extends Runner {
  readonly #platform: Platform
  readonly #timing: Timing
  readonly #hooks: DutyHooks
  readonly #pause: Pause

  constructor(platform: Platform, timing: Timing, hooks: DutyHooks) {
    super()
    this.#platform = platform
    this.#timing = timing
    this.#hooks = hooks
    this.#pause = new Pause(platform)
  }

  override stop(): void {
    super.stop()
    this.#pause.end()
  }

  protected async run(): Promise<void> {
    for (let failures = 0, isLeft = true; isLeft && !this.isStopped && this.#hooks.isOnline(); ) {
      try {
        isLeft = await this.#hooks.next()
        failures = 0
      } catch (thrown) {
        const error = asParleyError(thrown, 'INTERNAL')
        await this.#pause.for(waitAfter(error, failures++, this.#timing, this.#platform.random()))
      }
    }
  }
}
