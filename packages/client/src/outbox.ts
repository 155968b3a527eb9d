import type { ClientId, ConversationId } from '@parley/domain'
import type { ActionReply, WireEntry } from '@parley/protocol'
import { asParleyError, ParleyError } from './error.ts'
import { OutboxItem } from './outbox-item.ts'
import { asOutboxRecord, type Deed, type OutboxRecord, type StampedRecord } from './outbox-record.ts'
import type { Platform } from './platform.ts'
import { Sender, type SenderHooks } from './sender.ts'
import type { Change } from './storage.ts'
import { change, type Store } from './store.ts'
import type { Timing } from './timing.ts'

export type OutboxHooks = Omit<SenderHooks, 'stamp'> & {
  /** The end of a conversation's log, as far as this device has heard. */
  headOf: (conversation: ConversationId) => number
  /** Whether this very device wrote the entry. */
  isOwn: (entry: WireEntry) => boolean
  onStatus: (item: OutboxItem) => void
  onAck: (item: OutboxItem, ack: ActionReply<'send'>) => void
  onError: (error: ParleyError) => void
}

/**
 * Own messages, and what is done to messages, until the log shows them. Each is in storage before it is first sent; a conversation's go
 * out one at a time, in order, always under the same client id and from the same `after`, so that the server
 * knows a retry however late it comes. Its record leaves storage in the same write that puts its entry there.
 */
export class Outbox {
  readonly #store: Store
  readonly #platform: Platform
  readonly #hooks: OutboxHooks
  readonly #sender: Sender
  /** Conversations that have a message on its way. */
  readonly #busy = new Set<ConversationId>()
  #items: OutboxItem[] = []
  #lastOrder = 0

  constructor(store: Store, platform: Platform, timing: Timing, hooks: OutboxHooks) {
    this.#store = store
    this.#platform = platform
    this.#hooks = hooks
    this.#sender = new Sender(platform, timing, { ...hooks, stamp: (item) => this.#stamp(item) })
  }

  restore(records: readonly OutboxRecord[]): void {
    this.#items = records.map((record) => this.#item(asOutboxRecord(record)))
    this.#lastOrder = records.at(-1)?.order ?? 0
  }

  of(conversation: ConversationId): OutboxItem[] {
    return this.#items.filter((item) => item.conversation === conversation)
  }

  add(conversation: ConversationId, deed: Deed): OutboxItem {
    const now = this.#platform.now()
    // If it is its turn at once, the first write already fixes its `after`.
    const isNext = this.#hooks.isOnline() && !this.#busy.has(conversation)
    const item = this.#item({
      order: ++this.#lastOrder,
      conversation,
      clientId: this.#platform.id() as ClientId,
      deed,
      createdAt: now,
      since: now,
      ...(isNext && { after: this.#hooks.headOf(conversation) }),
    })
    this.#items.push(item)
    this.#submit(item)
    return item
  }

  /** The network is back, or the client has just begun. */
  wake(): void {
    for (const item of this.#items) item.untilOnline.end()
    for (const item of this.#items) void this.#run(item.conversation)
  }

  /** Forgets everything, in memory: the account has left this device. */
  clear(): void {
    const items = this.#items
    this.#items = []
    for (const item of items) {
      if (item.status === 'pending') item.fail(new ParleyError('SIGNED_OUT'))
      item.endWaits()
    }
  }

  stop(): void {
    this.#sender.stop()
    for (const item of this.#items) item.endWaits()
  }

  /** What has to leave storage in the write that puts these entries there. */
  changesFor(entries: readonly WireEntry[]): Change[] {
    return this.#standingFor(entries).map(({ item }) => change.outboxGone(item.record))
  }

  /** These entries are in the log copy now: what they stand for is no longer on its way. */
  settle(entries: readonly WireEntry[]): void {
    for (const { item, entry } of this.#standingFor(entries)) {
      this.#items = this.#items.filter((other) => other !== item)
      if (item.status !== 'sent') item.acknowledge(entry)
      item.endWaits()
      this.#hooks.onStatus(item)
    }
  }

  /** What an own long text says, without fetching it. */
  textOf(entry: WireEntry): string | undefined {
    return this.#standingFor([entry])[0]?.item.text
  }

  #standingFor(entries: readonly WireEntry[]): { item: OutboxItem; entry: WireEntry }[] {
    if (this.#items.length === 0) return []
    return entries.flatMap((entry) => {
      const item = this.#items.find(({ clientId }) => clientId === entry.clientId)
      return item && this.#hooks.isOwn(entry) ? [{ item, entry }] : []
    })
  }

  #item(record: OutboxRecord): OutboxItem {
    return new OutboxItem(record, this.#platform, {
      retry: (item) => this.#retry(item),
      discard: (item) => this.#discard(item),
    })
  }

  #submit(item: OutboxItem): void {
    item.stored = this.#store.write([change.outbox(item.record)])
    item.stored.catch(() => {}) // whoever sends it waits for this
    this.#hooks.onStatus(item)
    void this.#run(item.conversation)
  }

  #retry(item: OutboxItem): void {
    const { failed: _, ...record } = item.record
    item.record = { ...record, since: this.#platform.now() }
    item.renew()
    this.#submit(item)
  }

  async #discard(item: OutboxItem): Promise<void> {
    await this.#store.write([change.outboxGone(item.record)])
    this.#items = this.#items.filter((other) => other !== item)
    this.#hooks.onStatus(item)
  }

  /** Sends what is pending in a conversation, one after the other. */
  async #run(conversation: ConversationId): Promise<void> {
    if (this.#busy.has(conversation)) return
    this.#busy.add(conversation)
    for (let item = this.#next(conversation); item; item = this.#next(conversation)) {
      const result = await this.#sender.deliver(item)
      if (item.status !== 'pending') continue // the log showed it first
      if (!result) break // closed
      if (result instanceof ParleyError) await this.#fail(item, result)
      else this.#acked(item, result)
    }
    this.#busy.delete(conversation)
  }

  #next(conversation: ConversationId): OutboxItem | undefined {
    return this.#items.find((item) => item.conversation === conversation && item.status === 'pending')
  }

  async #stamp(item: OutboxItem): Promise<StampedRecord> {
    await item.stored
    const after = item.record.after ?? this.#hooks.headOf(item.conversation)
    const stamped = { ...item.record, after }
    if (item.record.after === undefined) await this.#store.write([change.outbox(stamped)])
    item.record = stamped
    return stamped
  }

  #acked(item: OutboxItem, ack: ActionReply<'send'>): void {
    item.acknowledge(ack)
    this.#hooks.onStatus(item)
    this.#hooks.onAck(item, ack)
  }

  async #fail(item: OutboxItem, error: ParleyError): Promise<void> {
    item.record = { ...item.record, failed: error.code }
    item.fail(error)
    this.#hooks.onStatus(item)
    try {
      await this.#store.write([change.outbox(item.record)])
    } catch (cause) {
      this.#hooks.onError(asParleyError(cause, 'STORAGE_FAILED'))
    }
  }
}
