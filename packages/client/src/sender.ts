import type { ActionReply } from '@parley/protocol'
import { waitAfter } from './backoff.ts'
import { asParleyError, isFinal, ParleyError } from './error.ts'
import type { OutboxItem } from './outbox-item.ts'
import type { StampedRecord } from './outbox-record.ts'
import type { Platform } from './platform.ts'
import type { Timing } from './timing.ts'

export type SenderHooks = {
  isOnline: () => boolean
  /** Gives the record its `after`, durably, if it has none. */
  stamp: (item: OutboxItem) => Promise<StampedRecord>
  /** Tells the server. */
  post: (record: StampedRecord) => Promise<ActionReply<'send'>>
  /** An answer is overdue, or the socket was not accepted: is it still alive? */
  probe: () => void
}

/** Tries one message until it is acked, has failed for good, its time is over, or the client is closed. */
export class Sender {
  readonly #platform: Platform
  readonly #timing: Timing
  readonly #hooks: SenderHooks
  #isStopped = false

  constructor(platform: Platform, timing: Timing, hooks: SenderHooks) {
    this.#platform = platform
    this.#timing = timing
    this.#hooks = hooks
  }

  stop(): void {
    this.#isStopped = true
  }

  /**
   * The ack, or the error for which it has failed; undefined if the message is no longer pending, because
   * the log has shown it, or the client is closed.
   */
  async deliver(item: OutboxItem): Promise<ActionReply<'send'> | ParleyError | undefined> {
    for (let attempt = 0; item.status === 'pending' && !this.#isStopped; attempt++) {
      const left = item.record.since + this.#timing.outboxMs - this.#platform.now()
      if (left <= 0) return new ParleyError('OUTBOX_EXPIRED')
      if (this.#hooks.isOnline()) {
        const result = await this.#try(item)
        if (!(result instanceof ParleyError) || isFinal(result)) return result
        await this.#waitAfter(result, item, attempt, left)
      } else {
        await item.untilOnline.for(left)
        attempt = -1
      }
    }
    return undefined
  }

  async #try(item: OutboxItem): Promise<ActionReply<'send'> | ParleyError> {
    try {
      return await this.#hooks.post(await this.#hooks.stamp(item))
    } catch (thrown) {
      return asParleyError(thrown, 'INTERNAL')
    }
  }

  async #waitAfter(error: ParleyError, item: OutboxItem, attempt: number, left: number): Promise<void> {
    if (error.code === 'TIMED_OUT' || error.code === 'UNAUTHENTICATED') this.#hooks.probe()
    if (!this.#hooks.isOnline() || item.status !== 'pending') return
    const wait = waitAfter(error, attempt, this.#timing, this.#platform.random())
    await item.untilRetry.for(Math.min(left, wait))
  }
}
