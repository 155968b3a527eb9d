import type { WireEntry } from '@parley/protocol'
import { HISTORY_PAGE_MAX } from '@parley/protocol/limits'
import { backoff, Pause } from './backoff.ts'
import { asParleyError, type ParleyError } from './error.ts'
import type { Platform } from './platform.ts'
import { Reassembly } from './reassembly.ts'
import type { Timing } from './timing.ts'

export type FeedHooks = {
  /** Last position taken, and last position heard of. */
  tail: () => number
  head: () => number
  isOnline: () => boolean
  /** Stores and delivers entries that follow the tail without gap; the tail has moved when it resolves. */
  take: (entries: readonly WireEntry[]) => Promise<void>
  fetch: (after: number) => Promise<readonly WireEntry[]>
  onError: (error: ParleyError) => void
}

/**
 * The incoming side of one conversation: every entry is taken exactly once and in order, whatever comes
 * twice, out of order or never. What is missing gets a moment to arrive by itself and is then fetched.
 */
export class Feed {
  readonly #timing: Timing
  readonly #platform: Platform
  readonly #hooks: FeedHooks
  readonly #pause: Pause
  readonly #reassembly = new Reassembly<WireEntry>()
  #taking: Promise<void> | undefined
  #isChasing = false
  #isStopped = false

  constructor(platform: Platform, timing: Timing, hooks: FeedHooks) {
    this.#platform = platform
    this.#timing = timing
    this.#hooks = hooks
    this.#pause = new Pause(platform)
  }

  /** Entries from wherever: events, acks, pages. */
  receive(entries: readonly WireEntry[]): void {
    this.#reassembly.hold(entries, this.#hooks.tail())
    void this.#take().then(() => this.#chase(this.#timing.gapMs))
  }

  /** Fetches at once whatever is missing up to the head. */
  catchUp(): void {
    if (this.#isChasing) this.#pause.end()
    else void this.#chase(0)
  }

  /** Takes nothing more; resolves when what is being taken has been. */
  async stop(): Promise<void> {
    this.#isStopped = true
    this.#pause.end()
    await this.#taking
  }

  get #isBehind(): boolean {
    return !this.#isStopped && this.#hooks.isOnline() && this.#hooks.tail() < this.#hooks.head()
  }

  async #take(): Promise<void> {
    if (!this.#taking && !this.#isStopped && this.#next().length > 0) this.#taking = this.#takeRuns()
    await this.#taking
  }

  async #takeRuns(): Promise<void> {
    try {
      for (let run = this.#next(); run.length > 0 && !this.#isStopped; run = this.#next()) {
        await this.#hooks.take(run)
        this.#reassembly.forget(run)
      }
    } catch (error) {
      // What was not taken is still held, and still missing: the chase comes back to it.
      if (!this.#isStopped) this.#hooks.onError(asParleyError(error, 'STORAGE_FAILED'))
    } finally {
      this.#taking = undefined // in the same turn as the last look, so that nothing comes in between
    }
  }

  #next(): WireEntry[] {
    return this.#reassembly.run(this.#hooks.tail(), HISTORY_PAGE_MAX)
  }

  async #chase(wait: number): Promise<void> {
    if (this.#isChasing || !this.#isBehind) return
    this.#isChasing = true
    if (wait > 0) await this.#pause.for(wait)
    for (let failures = 0; this.#isBehind; ) {
      if (await this.#fetchPage()) failures = 0
      else await this.#pause.for(backoff(failures++, this.#timing, this.#platform.random()))
    }
    this.#isChasing = false
  }

  /** Whether it brought the tail forward. */
  async #fetchPage(): Promise<boolean> {
    const before = this.#hooks.tail()
    try {
      const entries = await this.#hooks.fetch(before)
      this.#reassembly.hold(entries, this.#hooks.tail())
    } catch (thrown) {
      const error = asParleyError(thrown, 'INTERNAL')
      if (!error.retry) this.#hooks.onError(error)
    }
    await this.#take()
    return this.#hooks.tail() > before
  }
}
