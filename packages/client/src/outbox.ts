import type { ClientId, ConversationId } from '@parley/domain'
import type { ActionReply, WireEntry } from '@parley/protocol'
import { asParleyError, ParleyError } from './error.ts'
import type { FileSource } from './media-api.ts'
import { OutboxFiles } from './outbox-files.ts'
import { OutboxItem } from './outbox-item.ts'
import { asOutboxRecord, type Deed, isWaiting, type OutboxRecord } from './outbox-record.ts'
import { Turns, type TurnsHooks } from './outbox-turns.ts'
import type { Platform } from './platform.ts'
import type { Change } from './storage.ts'
import { change, type Store } from './store.ts'
import type { Timing } from './timing.ts'
import type { Luggage } from './upload-record.ts'
import { renewed } from './upload-renewed.ts'
import type { Uploads } from './uploads.ts'

export type OutboxHooks = Omit<TurnsHooks, 'items' | 'onAcked' | 'onFailed'> & {
  /** Whether this very device wrote the entry. */
  isOwn: (entry: WireEntry) => boolean
  onStatus: (item: OutboxItem) => void
  /** A file has come further. */
  onProgress: (item: OutboxItem) => void
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
  readonly #files: OutboxFiles
  readonly #hooks: OutboxHooks
  readonly #turns: Turns
  #items: OutboxItem[] = []
  #lastOrder = 0

  constructor(store: Store, platform: Platform, timing: Timing, uploads: Uploads, hooks: OutboxHooks) {
    this.#store = store
    this.#platform = platform
    this.#hooks = hooks
    this.#files = new OutboxFiles(store, platform, timing, uploads, {
      isOnline: hooks.isOnline,
      takeOrder: () => ++this.#lastOrder,
      onReady: (item) => this.#ready(item),
      onFailed: (item, error) => this.#fail(item, error),
    })
    this.#turns = new Turns(store, platform, timing, {
      ...hooks,
      items: () => this.#items,
      onAcked: (item, ack) => this.#acked(item, ack),
      onFailed: (item, error) => this.#fail(item, error),
    })
  }

  restore(records: readonly OutboxRecord[]): void {
    this.#items = records.map((record) => this.#item(asOutboxRecord(record)))
    this.#lastOrder = records.at(-1)?.order ?? 0
    for (const item of this.#items) this.#files.bring(item)
  }

  of(conversation: ConversationId): OutboxItem[] {
    return this.#items.filter((item) => item.conversation === conversation)
  }

  add(conversation: ConversationId, deed: Deed, luggage?: Luggage): OutboxItem {
    const now = this.#platform.now()
    // If it is its turn at once, the first write already fixes its `after`.
    const isNext = this.#turns.isFree(conversation) && !luggage
    const record = {
      order: ++this.#lastOrder,
      conversation,
      clientId: this.#platform.id() as ClientId,
      deed,
      createdAt: now,
      since: now,
      ...(isNext && { after: this.#hooks.headOf(conversation) }),
      ...(luggage && { upload: luggage.record }),
    }
    const item = this.#item(record, luggage)
    this.#items.push(item)
    this.#submit(item)
    return item
  }

  /** The network is back, or the client has just begun. */
  wake(): void {
    for (const item of this.#items) item.untilOnline.end()
    for (const item of this.#items) void this.#turns.run(item.conversation)
    this.#files.wake()
  }

  /** Gives a message the file again that it brings along. Rejects with `BAD_MEDIA` for another one. */
  async resume({ clientId }: Pick<OutboxItem, 'clientId'>, file: FileSource): Promise<void> {
    const item = this.#items.find((other) => other.clientId === clientId)
    if (!item || !(await this.#files.refill(item, file))) return
    if (item.status === 'failed') item.retry()
    else if (isWaiting(item.record)) this.#again(item, item.record)
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
    this.#turns.stop()
    for (const item of this.#items) item.endWaits()
  }

  /** What has to leave storage in the write that puts these entries there. */
  changesFor(entries: readonly WireEntry[]): Change[] {
    return this.#standingFor(entries).flatMap(({ item }) => change.outboxGone(item.record))
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

  #item(record: OutboxRecord, luggage?: Luggage): OutboxItem {
    const commands = {
      retry: (item: OutboxItem) => this.#retry(item),
      discard: (item: OutboxItem) => this.#discard(item),
      cancel: (item: OutboxItem) => this.#cancel(item),
      onProgress: this.#hooks.onProgress,
    }
    return new OutboxItem(record, this.#platform, commands, luggage)
  }

  #submit(item: OutboxItem): void {
    item.stored = this.#store.write([change.outbox(item.record)])
    // Nobody is to think that it will leave, network or not. Whoever sends it waits for this too.
    item.stored.catch((error) => (item.status === 'pending' ? this.#fail(item, error) : undefined))
    this.#files.bring(item)
    this.#hooks.onStatus(item)
    void this.#turns.run(item.conversation)
  }

  #retry(item: OutboxItem): void {
    const { failed, ...record } = item.record
    item.renew()
    this.#again(item, renewed(record, failed, this.#platform.id))
  }

  #again(item: OutboxItem, record: OutboxRecord): void {
    item.record = { ...record, since: this.#platform.now() }
    this.#submit(item)
  }

  /** Its file is there: it has its place behind what was written meanwhile. */
  #ready(item: OutboxItem): void {
    this.#items = [...this.#items.filter((other) => other !== item), item]
    this.#hooks.onStatus(item)
    void this.#turns.run(item.conversation)
  }

  #cancel(item: OutboxItem): void {
    void this.#fail(item, new ParleyError('CANCELLED'))
    this.#files.forget(item)
  }

  async #discard(item: OutboxItem): Promise<void> {
    this.#files.forget(item)
    await this.#store.write(change.outboxGone(item.record))
    this.#items = this.#items.filter((other) => other !== item)
    this.#hooks.onStatus(item)
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
