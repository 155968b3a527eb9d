import type { OperationQuery, OperationReply, WireEntry } from '@parley/protocol'
import { HISTORY_PAGE_DEFAULT } from '@parley/protocol/limits'
import type { HistoryPage, HistoryQuery } from './api.ts'
import type { Context } from './context.ts'
import { ParleyError } from './error.ts'
import { type Message, toMessage } from './message.ts'
import { type ConversationRecord, withEntries, withHead, withOlder } from './record.ts'
import { Serial } from './serial.ts'
import type { Change } from './storage.ts'
import { change } from './store.ts'

/**
 * This device's copy of one log: a span without gap in storage, its newest part also in memory as messages.
 * A change is visible here only once it is in storage.
 */
export class LogCopy {
  record: ConversationRecord
  messages: readonly Message[] = []
  readonly #context: Context
  readonly #writes = new Serial()
  #isStored: boolean
  #isClosed = false

  /** `isStored`: the record comes from storage. A new one is written by the first update, whatever it changes. */
  constructor(context: Context, record: ConversationRecord, isStored: boolean) {
    this.#context = context
    this.record = record
    this.#isStored = isStored
  }

  /** Position of the oldest message in memory; the one behind the tail if there is none. */
  get first(): number {
    return this.messages[0]?.seq ?? this.record.tail + 1
  }

  get more(): boolean {
    return this.first > 1 && !(this.record.whole && this.first === this.record.first)
  }

  /** Changes the record, together with other changes or not at all. Whether anything was new. */
  update(
    next: (record: ConversationRecord) => ConversationRecord,
    others: readonly Change[] = [],
  ): Promise<boolean> {
    return this.#writes.run(async () => {
      if (this.#isClosed) throw new ParleyError('CLOSED')
      const wanted = next(this.record)
      const isNew = !this.#isStored || JSON.stringify(wanted) !== JSON.stringify(this.record)
      await this.#context.store.write(isNew ? [...others, change.conversation(wanted)] : others)
      this.#isStored = true
      this.record = next(this.record) // not `wanted`: what was noted meanwhile stays
      return isNew
    })
  }

  /** Nothing is written any more once it resolves. */
  async close(): Promise<void> {
    this.#isClosed = true
    await this.#writes.idle()
  }

  /** Changes the record in memory alone: for what is found out again after a restart. */
  note(next: (record: ConversationRecord) => ConversationRecord): void {
    this.record = next(this.record)
  }

  /** Takes the entries that follow the tail, together with other changes; the messages they are. */
  async take(entries: readonly WireEntry[], others: readonly Change[]): Promise<Message[]> {
    const { me } = this.#context
    await this.update((record) => withEntries(record, entries, me()), [...this.#puts(entries), ...others])
    const messages = this.#toMessages(entries)
    this.messages = [...this.messages, ...messages]
    return messages
  }

  async page(query: HistoryQuery): Promise<HistoryPage> {
    const limit = query.limit ?? HISTORY_PAGE_DEFAULT
    return 'after' in query ? this.#newer(query.after, limit) : this.#older(query.before ?? this.first, limit)
  }

  /** How many countable messages there are up to a position; undefined if that cannot be found out now. */
  async countAt(seq: number): Promise<number | undefined> {
    if (seq === 0) return 0
    if (seq === this.record.head.seq) return this.record.head.n
    const known = this.messages[seq - this.first] ?? (await this.#context.store.entry(this.record.id, seq))
    if (known) return known.n
    const page = await this.#list({ after: seq - 1, limit: 1 }).catch(() => undefined)
    return page?.entries[0]?.n
  }

  /** The text of a long message has been fetched. */
  async fill(seq: number, text: string): Promise<void> {
    this.messages = this.messages.map((message) => (message.seq === seq ? { ...message, text } : message))
    const entry = await this.#context.store.entry(this.record.id, seq)
    if (entry) await this.#context.store.write([change.entry(this.record.id, { ...entry, text })])
  }

  /** A page of the log as the server has it, oldest first; what it says of the head is heeded. */
  async #list(query: OperationQuery<'listEntries'>): Promise<OperationReply<'listEntries'>> {
    const { slots, call } = this.#context
    const reply = await slots.run(() =>
      call('listEntries', { path: { conversation: this.record.id }, query }),
    )
    this.note((record) => withHead(record, reply.head))
    return { ...reply, entries: reply.entries.sort((a, b) => a.seq - b.seq) }
  }

  /** Entries behind a position, from the server: what the feed is missing. */
  async fetch(after: number, limit: number): Promise<WireEntry[]> {
    return (await this.#list({ after, limit })).entries
  }

  async #newer(after: number, limit: number): Promise<HistoryPage> {
    const { first, tail, head } = this.record
    if (after >= head.seq) return { messages: [], more: false }
    const isHeld = after >= first - 1 && after < tail
    const entries = isHeld
      ? await this.#context.store.entries(this.record.id, { after, limit })
      : await this.fetch(after, limit)
    const last = entries.at(-1)?.seq ?? after
    return { messages: this.#toMessages(entries), more: last < this.record.head.seq }
  }

  async #older(before: number, limit: number): Promise<HistoryPage> {
    if (before <= 1) return { messages: [], more: false }
    const { first, tail } = this.record
    const isHeld = before > first && before <= tail + 1
    const { entries, more } = isHeld
      ? await this.#heldBefore(before, limit)
      : await this.#fetchBefore(before, limit)
    const messages = this.#toMessages(entries)
    if (messages.at(-1)?.seq === this.first - 1) this.messages = [...messages, ...this.messages]
    return { messages, more }
  }

  async #heldBefore(before: number, limit: number) {
    const entries = await this.#context.store.entries(this.record.id, { before, limit, newestFirst: true })
    const oldest = entries[0]?.seq ?? before
    return { entries, more: oldest > this.record.first || !this.record.whole }
  }

  async #fetchBefore(before: number, limit: number) {
    const { entries, more } = await this.#list({ before, limit })
    const isNext = before === this.record.first
    if (isNext) await this.update((record) => withOlder(record, entries, more), this.#puts(entries))
    return { entries, more }
  }

  #puts(entries: readonly WireEntry[]): Change[] {
    return entries.map((entry) => change.entry(this.record.id, entry))
  }

  #toMessages(entries: readonly WireEntry[]): Message[] {
    return entries.map((entry) => toMessage(this.record.id, entry, this.#context.me()))
  }
}
