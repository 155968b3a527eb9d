import type { ParleyError } from './error.ts'
import type { Platform } from './platform.ts'
import type { Timing } from './timing.ts'

/**
 * Full jitter: evenly from 0 to min(cap, base × 2^attempt), so that a crowd that was cut off at one moment
 * comes back spread out. `attempt` counts from 0.
 */
export function backoff(attempt: number, timing: Timing, random: number): number {
  return random * Math.min(timing.backoffCapMs, timing.backoffBaseMs * 2 ** Math.min(attempt, 30))
}

/** In how many milliseconds to try again after an error: as long as the server asks to wait, and the backoff on top. */
export function waitAfter(
  { retryAfterMs = 0 }: Pick<ParleyError, 'retryAfterMs'>,
  attempt: number,
  timing: Timing,
  random: number,
): number {
  return retryAfterMs + backoff(attempt, timing, random)
}

/** A wait that can be cut short. */
export class Pause {
  readonly #platform: Platform
  #wake = () => {}

  constructor(platform: Platform) {
    this.#platform = platform
  }

  for(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = this.#platform.setTimeout(resolve, ms)
      this.#wake = () => {
        this.#platform.clearTimeout(timer)
        resolve()
      }
    })
  }

  end(): void {
    this.#wake()
  }
}
