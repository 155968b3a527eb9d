import type { WireEntry } from '@parley/protocol'
import { HISTORY_PAGE_MAX } from '@parley/protocol/limits'
import { backoff, Pause } from './backoff.ts'
import { asParleyError, type ParleyError } from './error.ts'
import type { Platform } from './platform.ts'
import { Reassembly } from './reassembly.ts'
import type { Timing } from './timing.ts'

/** Entries in order, and how far they reach: what is not among them up to `tail` is not to be had. */
export type Run = { readonly entries: readonly WireEntry[]; readonly tail: number }

/** A page of a log: all there is to be had from `first` to `last`; nothing if `first` is 0. */
export type Page = {
  readonly entries: readonly WireEntry[]
  readonly first: number
  readonly last: number
  readonly head: { readonly seq: number }
  readonly more: boolean
}

export type FeedHooks = {
  /** Last position taken, and last position heard of. */
  tail: () => number
  head: () => number
  isOnline: () => boolean
  /** Stores and delivers what follows the tail without gap; the tail has moved when it resolves. */
  take: (run: Run) => Promise<void>
  fetch: (after: number) => Promise<Page>
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
  #page: Page | undefined
  #taking: Promise<void> | undefined
  /** Whether the log may have grown without this device having heard. */
  #isToLook = false
  /** A head that the server knew when it had nothing more for this account. */
  #reached = 0
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

  /** Fetches at once whatever is missing up to the head; `isToLook`: asks at least once how long the log is. */
  catchUp(isToLook = false): void {
    this.#isToLook ||= isToLook
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
    if (this.#isStopped || !this.#hooks.isOnline()) return false
    const head = this.#hooks.head()
    return this.#isToLook || (this.#hooks.tail() < head && this.#reached < head)
  }

  async #take(): Promise<void> {
    if (!this.#taking && !this.#isStopped && this.#isNext(this.#next())) this.#taking = this.#takeRuns()
    await this.#taking
  }

  async #takeRuns(): Promise<void> {
    try {
      for (let run = this.#next(); this.#isNext(run) && !this.#isStopped; run = this.#next()) {
        await this.#hooks.take(run)
        this.#reassembly.forget(run.tail)
      }
    } catch (error) {
      // What was not taken is still held, and still missing: the chase comes back to it.
      if (!this.#isStopped) this.#hooks.onError(asParleyError(error, 'STORAGE_FAILED'))
    } finally {
      this.#taking = undefined // in the same turn as the last look, so that nothing comes in between
    }
  }

  #isNext({ tail }: Run): boolean {
    return tail > this.#hooks.tail()
  }

  #next(): Run {
    const tail = this.#hooks.tail()
    const page = this.#page
    if (page && page.first > 0 && page.first <= tail + 1 && page.last > tail) {
      return { entries: page.entries.filter(({ seq }) => seq > tail), tail: page.last }
    }
    const entries = this.#reassembly.run(tail, HISTORY_PAGE_MAX)
    return { entries, tail: entries.at(-1)?.seq ?? tail }
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
      const page = await this.#hooks.fetch(before)
      this.#page = page
      this.#isToLook = false
      if (!page.more && page.last <= before) this.#reached = page.head.seq
    } catch (thrown) {
      const error = asParleyError(thrown, 'INTERNAL')
      if (!error.retry) this.#hooks.onError(error)
    }
    await this.#take()
    this.#page = undefined
    return this.#hooks.tail() > before || !this.#isBehind
  }
}
