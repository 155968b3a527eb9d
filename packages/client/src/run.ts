import type { ParleyError } from './error.ts'

/**
 * Something under way that may be ended from elsewhere, for one reason. In place of AbortSignal, which does not tell its
 * reason everywhere (React Native).
 */
export class Run {
  #reason: ParleyError | undefined
  readonly #listeners = new Set<() => void>()

  /** Why it has ended; undefined while it goes on. */
  get ended(): ParleyError | undefined {
    return this.#reason
  }

  /** Ends it, once. */
  end(reason: ParleyError): void {
    if (this.#reason) return
    this.#reason = reason
    for (const listener of this.#listeners) listener()
  }

  /** Throws why it has ended, if it has. */
  mustGoOn(): void {
    if (this.#reason) throw this.#reason
  }

  /** Calls back when it ends; the result stops that. */
  onEnd(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
}
