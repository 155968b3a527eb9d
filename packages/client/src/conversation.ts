import { directMembers, textFault, type UserId, type Watermark } from '@parley/domain'
import type { WireEntry } from '@parley/protocol'
import { HISTORY_PAGE_DEFAULT, HISTORY_PAGE_MAX } from '@parley/protocol/limits'
import type { Conversation, HistoryPage, HistoryQuery } from './api.ts'
import type { Context } from './context.ts'
import { asParleyError, ParleyError } from './error.ts'
import { Feed } from './feed.ts'
import { LogCopy } from './log-copy.ts'
import type { Message, MessageStatus, Outgoing } from './message.ts'
import {
  type ConversationRecord,
  type Report,
  unreadOf,
  withHead,
  withMine,
  withPeer,
  withReport,
  withSaid,
} from './record.ts'

/** A conversation of two: what the app sees of it, and where what the server says of it arrives. */
export class DirectConversation implements Conversation {
  readonly #context: Context
  readonly #copy: LogCopy
  readonly #feed: Feed

  constructor(context: Context, record: ConversationRecord, isStored: boolean) {
    this.#context = context
    this.#copy = new LogCopy(context, record, isStored)
    this.#feed = new Feed(context.platform, context.timing, {
      tail: () => this.record.tail,
      head: () => this.record.head.seq,
      isOnline: context.isOnline,
      take: (entries) => this.#take(entries),
      fetch: (after) => this.#copy.fetch(after, HISTORY_PAGE_MAX),
      onError: (error) => context.events.emit('error', error),
    })
  }

  get record(): ConversationRecord {
    return this.#copy.record
  }
  get id() {
    return this.record.id
  }
  get with() {
    return this.#context.people.get(this.peerId)
  }
  get head() {
    return this.record.head
  }
  get messages() {
    return this.#copy.messages
  }
  get more() {
    return this.#copy.more
  }
  get pending(): readonly Outgoing[] {
    return this.#context.outbox.of(this.id)
  }
  get unread() {
    return unreadOf(this.record)
  }
  get peer() {
    return this.record.peer
  }
  get mine() {
    return this.record.mine
  }
  get at() {
    return this.record.at
  }
  get preview() {
    return this.record.preview
  }
  get from() {
    return this.record.from
  }

  /** The other member; oneself in a conversation with oneself. */
  get peerId(): UserId {
    const [a, b] = directMembers(this.id) ?? []
    return (a === this.#context.me() ? b : a) as UserId
  }

  send(text: string): Outgoing {
    const fault = textFault(text)
    if (fault) throw new ParleyError('BAD_TEXT', { detail: fault })
    if (!this.#context.me()) throw new ParleyError('SIGNED_OUT')
    return this.#context.outbox.add(this.id, text)
  }

  async history(query: HistoryQuery = {}): Promise<HistoryPage> {
    const before = this.messages.length
    const page = await this.#copy.page(query)
    if (this.messages.length > before) this.changed()
    return page
  }

  async text(message: Message): Promise<string> {
    if (message.text !== undefined) return message.text
    const path = { conversation: this.id, seq: message.seq }
    const { text } = await this.#context.call('getText', { path })
    await this.#copy.fill(message.seq, text)
    return text
  }

  markRead(seq = this.record.tail): void {
    const read = Math.min(seq, this.record.tail)
    if (read > this.record.mine.read) this.#background(this.#markRead(read))
  }

  statusOf({ seq }: Message): MessageStatus {
    if (seq <= this.peer.read) return 'read'
    return seq <= this.peer.delivered ? 'delivered' : 'sent'
  }

  /** Has messages in memory, if there are any to be had without fail. */
  async load(): Promise<void> {
    if (this.messages.length > 0 || !this.more) return
    await this.history({ limit: HISTORY_PAGE_DEFAULT }).catch((error) => {
      if (!asParleyError(error, 'INTERNAL').retry) throw error
    })
  }

  /** Entries of this conversation, from an event or an ack. */
  receive(entries: readonly WireEntry[]): void {
    for (const entry of entries) this.#copy.note((record) => withHead(record, entry))
    this.#feed.receive(entries)
    this.#background(this.#settle(entries.filter(({ seq }) => seq <= this.record.tail)))
  }

  catchUp(): void {
    this.#feed.catchUp()
  }

  /** What sync or opening says of this conversation. */
  async report(report: Report): Promise<void> {
    const isNew = await this.#copy.update((record) => withReport(record, report))
    const { read } = report.mine
    if (report.unread === undefined && read > 0 && this.record.readN === 0) await this.#count(read)
    if (isNew) this.changed()
  }

  async receipt(user: UserId, watermark: Watermark): Promise<void> {
    if (user === this.#context.me()) {
      await this.#copy.update((record) => withSaid(record, watermark))
      if (watermark.read <= this.record.tail) await this.#count(watermark.read)
    } else {
      await this.#copy.update((record) => withPeer(record, watermark))
    }
    this.#context.events.emit('receipt', { conversation: this, user, ...watermark })
    this.changed()
  }

  /** The server knows this much. */
  said(watermark: Watermark): void {
    this.#copy.note((record) => withSaid(record, watermark))
  }

  changed(): void {
    this.#context.events.emit('conversation', { conversation: this })
  }

  /** Nothing is written any more once it resolves. */
  async close(): Promise<void> {
    await this.#feed.stop()
    await this.#copy.close()
  }

  async #take(entries: readonly WireEntry[]): Promise<void> {
    const { outbox, events, pokeReceipts } = this.#context
    const whole = await Promise.all(entries.map((entry) => this.#withText(entry)))
    const messages = await this.#copy.take(whole, outbox.changesFor(whole))
    outbox.settle(whole)
    for (const message of messages) events.emit('message', { conversation: this, message })
    this.changed()
    pokeReceipts()
  }

  /** An own message that was here before its ack: nothing is to be taken, but it is no longer on its way. */
  async #settle(known: readonly WireEntry[]): Promise<void> {
    await this.#context.store.write(this.#context.outbox.changesFor(known))
    this.#context.outbox.settle(known)
  }

  /** Without its text a message is still delivered: it can be asked for later. */
  async #withText(entry: WireEntry): Promise<WireEntry> {
    if (entry.kind !== 'long-text' || entry.text !== undefined) return entry
    const own = this.#context.outbox.textOf(entry)
    if (own !== undefined) return { ...entry, text: own }
    if (!this.#context.fetchLongText) return entry
    const path = { conversation: this.id, seq: entry.seq }
    const reply = await this.#context.call('getText', { path }).catch(() => undefined)
    return reply ? { ...entry, text: reply.text } : entry
  }

  async #markRead(read: number): Promise<void> {
    const count = await this.#copy.countAt(read)
    await this.#copy.update((record) => withMine(record, { read }, count))
    this.changed()
    this.#context.pokeReceipts()
  }

  async #count(read: number): Promise<void> {
    const count = await this.#copy.countAt(read)
    await this.#copy.update((record) => withMine(record, { read }, count))
  }

  #background(work: Promise<void>): void {
    work.catch((error) => this.#context.events.emit('error', asParleyError(error, 'STORAGE_FAILED')))
  }
}
