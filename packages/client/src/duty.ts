import { Pause, waitAfter } from './backoff.ts'
import { asParleyError } from './error.ts'
import type { Platform } from './platform.ts'
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
export class Duty {
  readonly #platform: Platform
  readonly #timing: Timing
  readonly #hooks: DutyHooks
  readonly #pause: Pause
  #isRunning = false
  #isStopped = false
  #isPoked = false

  constructor(platform: Platform, timing: Timing, hooks: DutyHooks) {
    this.#platform = platform
    this.#timing = timing
    this.#hooks = hooks
    this.#pause = new Pause(platform)
  }

  /** There may be something to do. */
  poke(): void {
    this.#isPoked = true
    if (!this.#isRunning) void this.#run()
  }

  stop(): void {
    this.#isStopped = true
    this.#pause.end()
  }

  async #run(): Promise<void> {
    this.#isRunning = true
    for (let failures = 0; this.#isPoked && !this.#isStopped && this.#hooks.isOnline(); ) {
      this.#isPoked = false
      try {
        while (!this.#isStopped && this.#hooks.isOnline() && (await this.#hooks.next())) failures = 0
      } catch (thrown) {
        const error = asParleyError(thrown, 'INTERNAL')
        this.#isPoked = true
        await this.#pause.for(waitAfter(error, failures++, this.#timing, this.#platform.random()))
      }
    }
    this.#isRunning = false
  }
}
