import type { ConversationId, Watermark } from '@parley/domain'
import { RECEIPTS_PER_FRAME } from '@parley/protocol/limits'
import { Pause, waitAfter } from './backoff.ts'
import { asParleyError, type ParleyError } from './error.ts'
import type { Platform } from './platform.ts'
import type { ConversationRecord } from './record.ts'
import type { Timing } from './timing.ts'

export type ReceiptHooks = {
  isOnline: () => boolean
  /** The conversations of which the server does not know yet how far this account has come. */
  unsaid: () => readonly ConversationRecord[]
  post: (receipts: ({ conversation: ConversationId } & Watermark)[]) => Promise<unknown>
  onSaid: (conversation: ConversationId, watermark: Watermark) => void
  onError: (error: ParleyError) => void
}

/**
 * Tells the server how far this account has come: collected for a moment, many conversations a frame,
 * repeated until it is answered. What has to be said is read from the records, so nothing is lost on the way.
 */
export class Receipts {
  readonly #platform: Platform
  readonly #timing: Timing
  readonly #hooks: ReceiptHooks
  readonly #pause: Pause
  #isRunning = false
  #isStopped = false

  constructor(platform: Platform, timing: Timing, hooks: ReceiptHooks) {
    this.#platform = platform
    this.#timing = timing
    this.#hooks = hooks
    this.#pause = new Pause(platform)
  }

  /** There may be something to say. */
  async poke(): Promise<void> {
    if (this.#isRunning) return
    this.#isRunning = true
    await this.#pause.for(this.#timing.receiptMs)
    for (let failures = 0, size = RECEIPTS_PER_FRAME; !this.#isStopped && this.#hooks.isOnline(); ) {
      const batch = this.#hooks.unsaid().slice(0, size)
      if (batch.length === 0) break
      const error = await this.#say(batch)
      if (!error) await this.#pause.for(this.#timing.receiptEveryMs)
      else if (error.retry)
        await this.#pause.for(waitAfter(error, failures++, this.#timing, this.#platform.random()))
      else if (batch.length > 1)
        size = 1 // one bad receipt must not hold back the others
      else this.#drop(batch[0]!, error)
    }
    this.#isRunning = false
  }

  stop(): void {
    this.#isStopped = true
    this.#pause.end()
  }

  async #say(batch: readonly ConversationRecord[]): Promise<ParleyError | undefined> {
    try {
      await this.#hooks.post(batch.map(({ id, mine }) => ({ conversation: id, ...mine })))
    } catch (thrown) {
      return asParleyError(thrown, 'INTERNAL')
    }
    for (const { id, mine } of batch) this.#hooks.onSaid(id, mine)
    return undefined
  }

  #drop({ id, mine }: ConversationRecord, error: ParleyError): void {
    this.#hooks.onError(error)
    this.#hooks.onSaid(id, mine)
  }
}
