import type { ConversationId } from '@parley/domain'
import type { ActionReply } from '@parley/protocol'
import { ParleyError } from './error.ts'
import type { OutboxItem } from './outbox-item.ts'
import { isWaiting, type StampedRecord } from './outbox-record.ts'
import type { Platform } from './platform.ts'
import { Sender, type SenderHooks } from './sender.ts'
import { change, type Store } from './store.ts'
import type { Timing } from './timing.ts'

export type TurnsHooks = Omit<SenderHooks, 'stamp'> & {
  /** The end of a conversation's log, as far as this device has heard. */
  headOf: (conversation: ConversationId) => number
  /** What is in the outbox, in order. */
  items: () => readonly OutboxItem[]
  onAcked: (item: OutboxItem, ack: ActionReply<'send'>) => void
  onFailed: (item: OutboxItem, error: ParleyError) => Promise<void>
}

/** Whose turn it is: what is pending in a conversation goes out one after the other, each from one `after` for good. */
export class Turns {
  readonly #store: Store
  readonly #hooks: TurnsHooks
  readonly #sender: Sender
  /** Conversations that have a message on its way. */
  readonly #busy = new Set<ConversationId>()

  constructor(store: Store, platform: Platform, timing: Timing, hooks: TurnsHooks) {
    this.#store = store
    this.#hooks = hooks
    this.#sender = new Sender(platform, timing, { ...hooks, stamp: (item) => this.#stamp(item) })
  }

  /** Whether something new would go out at once. */
  isFree(conversation: ConversationId): boolean {
    return this.#hooks.isOnline() && !this.#busy.has(conversation)
  }

  /** Sends what is pending in a conversation, unless that is being done. */
  async run(conversation: ConversationId): Promise<void> {
    if (this.#busy.has(conversation)) return
    this.#busy.add(conversation)
    for (let item = this.#next(conversation); item; item = this.#next(conversation)) {
      const result = await this.#sender.deliver(item)
      if (item.status !== 'pending') continue // the log showed it first
      if (!result) break // closed
      if (result instanceof ParleyError) await this.#hooks.onFailed(item, result)
      else this.#hooks.onAcked(item, result)
    }
    this.#busy.delete(conversation)
  }

  stop(): void {
    this.#sender.stop()
  }

  #next(conversation: ConversationId): OutboxItem | undefined {
    return this.#hooks
      .items()
      .find(
        (item) => item.conversation === conversation && item.status === 'pending' && !isWaiting(item.record),
      )
  }

  async #stamp(item: OutboxItem): Promise<StampedRecord> {
    await item.stored
    const after = item.record.after ?? this.#hooks.headOf(item.conversation)
    const stamped = { ...item.record, after }
    if (item.record.after === undefined) await this.#store.write([change.outbox(stamped)])
    item.record = stamped
    return stamped
  }
}
