import type { UserId, Watermark } from '@parley/domain'
import type { WireConversation, WireEntry, WireInboxRow } from '@parley/protocol'
import { HISTORY_PAGE_DEFAULT, HISTORY_PAGE_MAX } from '@parley/protocol/limits'
import { clearedUpTo } from './chosen.ts'
import { Commands } from './commands.ts'
import type { Context } from './context.ts'
import type { Conversation } from './conversation-api.ts'
import type { Beginning } from './conversation-view.ts'
import { asParleyError } from './error.ts'
import { Feed, type Run } from './feed.ts'
import { withHead, withMine, withPeer, withRow, withSaid, withUndelivered } from './record.ts'
import type { Change } from './storage.ts'
import { passesOver } from './take.ts'
import type { Doing } from './typing.ts'

/** A page may hold nothing that is shown: so many are tried for a first message. */
const FIRST_PAGES = 4

/** A conversation, direct or group: what the app sees of it, and where what the server says of it arrives. */
export class ChatConversation extends Commands implements Conversation {
  readonly #feed: Feed

  constructor(context: Context, beginning: Beginning) {
    super(context, beginning)
    this.#feed = new Feed(context.platform, context.timing, {
      tail: () => this.record.tail,
      head: () => this.record.head.seq,
      isOnline: context.isOnline,
      take: (run) => this.#take(run),
      fetch: (after) => this.pages.fetch(after, HISTORY_PAGE_MAX),
      onError: (error) => context.events.emit('error', error),
    })
  }

  protected get self(): Conversation {
    return this
  }

  /** Has messages in memory, if there are any to be had without fail, and asks for the rest. */
  async load(): Promise<void> {
    this.chores.want()
    if (this.kind === 'group') this.refreshReceipts().catch(() => {})
    try {
      for (let page = 0; page < FIRST_PAGES && this.messages.length === 0 && this.more; page++) {
        await this.history({ limit: HISTORY_PAGE_DEFAULT })
      }
    } catch (error) {
      if (!asParleyError(error, 'INTERNAL').retry) throw error
    }
  }

  /** Entries of this conversation, from an event or an ack. */
  receive(entries: readonly WireEntry[]): void {
    for (const entry of entries) this.copy.note((record) => withHead(record, entry))
    this.#feed.receive(entries)
    this.background(this.#settle(entries.filter(({ seq }) => seq <= this.record.tail)))
  }

  /** Fetches whatever is missing. */
  catchUp(isToLook = this.record.large): void {
    this.#feed.catchUp(isToLook)
  }

  /** The client is online: what was left to do is done. */
  wake(): void {
    this.catchUp()
    this.chores.poke()
    const isUnread = this.messages.some((message) => message.mine && this.statusOf(message) !== 'read')
    if (this.kind === 'group' && isUnread) this.refreshReceipts().catch(() => {})
  }

  /** What the server says of this conversation in this account's inbox. */
  async report(row: WireInboxRow): Promise<void> {
    const isNew = await this.copy.clear(row.settings.clearedUpTo ?? 0, (record) => withRow(record, row))
    this.chores.poke()
    if (isNew) this.changed()
  }

  /** What it says of the conversation itself. */
  async hear(view: WireConversation): Promise<void> {
    await this.abouts.hear(view)
    this.changed()
    this.context.people.want(this.people)
  }

  async receipt(user: UserId, watermark: Watermark): Promise<void> {
    if (user === this.context.me()) await this.#heardOfMe(watermark)
    else if (this.kind === 'group') await this.readers.hear([{ user, ...watermark }])
    else await this.copy.update((record) => withPeer(record, watermark))
    this.context.events.emit('receipt', { conversation: this, user, ...watermark })
    this.changed()
  }

  async undelivered(seq: number): Promise<void> {
    await this.copy.update((record) => withUndelivered(record, seq))
    const message = await this.message(seq)
    if (message) this.context.events.emit('undelivered', { conversation: this, message })
    this.changed()
  }

  /** Somebody says that it is writing, or no longer. */
  heardTyping(user: UserId, doing: Doing | 'nothing'): void {
    if (user !== this.context.me()) this.writing.hear(user, doing)
  }

  /** The server knows this much. */
  said(watermark: Watermark): void {
    this.copy.note((record) => withSaid(record, watermark))
  }

  /** These have disappeared. */
  async vanish(seqs: readonly number[], others: readonly Change[]): Promise<void> {
    this.tellChanged(await this.copy.vanish(seqs, others))
  }

  /** Whether a list of chats is to show it: not one that was deleted, until something happens in it. */
  get isListed(): boolean {
    const cleared = clearedUpTo(this.record)
    return cleared === 0 || cleared < this.head.seq || this.pending.length > 0
  }

  /** Nothing is written any more once it resolves. */
  async close(): Promise<void> {
    this.chores.stop()
    this.writing.stop()
    await this.#feed.stop()
    await this.copy.close()
  }

  async #take({ entries, tail }: Run): Promise<void> {
    const { outbox, events, pokeReceipts, pokeExpirer } = this.context
    const whole = await Promise.all(entries.map((entry) => this.#withText(entry)))
    await this.abouts.follow(whole)
    const isPassing = passesOver(this.record, whole)
    const { fresh, changed } = await this.copy.take({ entries: whole, tail }, outbox.changesFor(whole))
    outbox.settle(whole)
    if (isPassing) await this.context.sync().catch(() => {})
    for (const message of fresh) {
      this.writing.end(message.from)
      events.emit('message', { conversation: this, message })
    }
    this.tellChanged(changed)
    this.#tellAway(whole)
    pokeReceipts()
    if (whole.some(({ expires }) => expires !== undefined)) pokeExpirer()
    this.chores.poke()
    this.context.people.want(this.people)
  }

  /** What was done to messages that only a page of history had is asked for. */
  #tellAway(entries: readonly WireEntry[]): void {
    const targets = new Set(entries.map(({ target }) => target))
    for (const seq of targets) {
      if (seq === undefined || !this.pages.wasAway(seq) || seq >= this.record.first) continue
      this.message(seq).then(
        (message) => message && this.tellChanged([message]),
        () => {},
      )
    }
  }

  /** An own entry that was here before its ack: nothing is to be taken, but it is no longer on its way. */
  async #settle(known: readonly WireEntry[]): Promise<void> {
    await this.context.store.write(this.context.outbox.changesFor(known))
    this.context.outbox.settle(known)
  }

  /** Without its text a message is still delivered: it can be asked for later. */
  async #withText(entry: WireEntry): Promise<WireEntry> {
    if (entry.preview === undefined || entry.text !== undefined) return entry
    const own = this.context.outbox.textOf(entry)
    if (own !== undefined) return { ...entry, text: own }
    if (!this.context.fetchLongText) return entry
    const path = { conversation: this.id, seq: entry.target ?? entry.seq }
    const reply = await this.context.call('getText', { path }).catch(() => undefined)
    return reply ? { ...entry, text: reply.text } : entry
  }

  /** Another device of this account has said how far it has come. */
  async #heardOfMe(watermark: Watermark): Promise<void> {
    await this.copy.update((record) => withSaid(record, watermark))
    const { read } = watermark
    if (read > this.record.tail && read !== this.head.seq) return // counted as its entries come
    const counted = await this.pages.countAt(read)
    await this.copy.update((record) => withMine(record, { read }, counted))
  }
}
