import type { UserId } from '@parley/domain'
import { TYPING_EVERY_MS } from '@parley/protocol/limits'
import type { Platform } from './platform.ts'

export type Doing = 'typing' | 'recording'

export type TypingHooks = {
  /** Best effort: nobody misses what is not said. */
  say: (doing: Doing | 'nothing') => void
  /** `typists` is another one now. */
  onChange: () => void
}

/** Who is writing in one conversation: oneself, which is said now and then, and others, until they say it no more. */
export class Typing {
  typists: ReadonlyMap<UserId, Doing> = new Map()
  readonly #platform: Platform
  readonly #hooks: TypingHooks
  readonly #timers = new Map<UserId, unknown>()
  #saidAt = Number.NEGATIVE_INFINITY
  #isSaid = false

  constructor(platform: Platform, hooks: TypingHooks) {
    this.#platform = platform
    this.#hooks = hooks
  }

  /** That one writes is said again only after a while; that one no longer does, once. */
  say(doing: Doing | 'nothing'): void {
    const now = this.#platform.now()
    const isRecent = Math.abs(now - this.#saidAt) < TYPING_EVERY_MS
    if (doing === 'nothing' ? !this.#isSaid : isRecent) return
    if (doing !== 'nothing') this.#saidAt = now
    this.#isSaid = doing !== 'nothing'
    this.#hooks.say(doing)
  }

  hear(user: UserId, doing: Doing | 'nothing'): void {
    this.#platform.clearTimeout(this.#timers.get(user))
    if (doing === 'nothing') {
      this.end(user)
      return
    }
    const timer = this.#platform.setTimeout(() => this.end(user), 2 * TYPING_EVERY_MS)
    this.#timers.set(user, timer)
    if (this.typists.get(user) !== doing) this.#become(new Map(this.typists).set(user, doing))
  }

  /** Somebody has sent what it wrote, or left off. */
  end(user: UserId): void {
    this.#platform.clearTimeout(this.#timers.get(user))
    this.#timers.delete(user)
    if (!this.typists.has(user)) return
    this.#become(new Map([...this.typists].filter(([other]) => other !== user)))
  }

  stop(): void {
    for (const timer of this.#timers.values()) this.#platform.clearTimeout(timer)
    this.#timers.clear()
  }

  #become(typists: ReadonlyMap<UserId, Doing>): void {
    this.typists = typists
    this.#hooks.onChange()
  }
}
