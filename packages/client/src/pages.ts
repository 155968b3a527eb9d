import type { OperationQuery, OperationReply, WireEntry } from '@parley/protocol'
import { HISTORY_PAGE_DEFAULT } from '@parley/protocol/limits'
import type { Context } from './context.ts'
import type { HistoryPage, HistoryQuery, LogEnd } from './conversation-api.ts'
import type { Page } from './feed.ts'
import type { LogCopy, OlderPage } from './log-copy.ts'
import type { Message } from './message.ts'
import { withHead } from './record.ts'

/** More than any app shows at a time. */
const AWAY_MAX = 2_000

/** Reads a log by pages: from this device's copy where that holds the page, else from the server. */
export class Pages {
  readonly #context: Context
  readonly #copy: LogCopy
  /** Positions in pages that this device does not store, the latest of them. */
  readonly #away = new Set<number>()

  constructor(context: Context, copy: LogCopy) {
    this.#context = context
    this.#copy = copy
  }

  history(query: HistoryQuery): Promise<HistoryPage> {
    const limit = query.limit ?? HISTORY_PAGE_DEFAULT
    if ('after' in query) return this.#newer(query.after, limit)
    if (query.before === undefined) return this.#shown(limit)
    return this.#older(query.before, limit)
  }

  /** Entries behind a position, from the server: what the feed is missing. */
  fetch(after: number, limit: number): Promise<Page> {
    return this.#list({ after, limit })
  }

  /** Whether a page has had this position that is not in this device's copy. */
  wasAway(seq: number): boolean {
    return this.#away.has(seq)
  }

  async message(seq: number): Promise<Message | undefined> {
    const held = this.#copy.messages.find((message) => message.seq === seq)
    if (held) return held
    const stored = await this.#stored(seq)
    if (stored || (seq >= this.#record.first && seq <= this.#record.tail)) return this.#one(stored)
    const { entries } = await this.#fetchBefore(seq + 1, 1)
    return this.#one(entries.find((entry) => entry.seq === seq))
  }

  /**
   * The last position up to `seq` at which the number of countable messages is known, and that number. What lies
   * between is not countable, or known as to be skipped. Undefined if that cannot be found out now.
   */
  async countAt(seq: number): Promise<LogEnd | undefined> {
    const { head, first, tail, id } = this.#record
    if (seq === 0) return { seq: 0, n: 0 }
    if (seq === head.seq) return head
    if (seq >= first && seq <= tail) {
      const range = { before: seq + 1, after: first - 1, limit: 1, newestFirst: true }
      const [entry] = await this.#context.store.entries(id, range)
      if (entry) return entry
    }
    const page = await this.#list({ before: seq + 1, limit: HISTORY_PAGE_DEFAULT }).catch(() => undefined)
    return page?.entries.at(-1)
  }

  get #record() {
    return this.#copy.record
  }

  /** A page of the log as the server has it, oldest first; what it says of the head is heeded. */
  async #list(query: OperationQuery<'listEntries'>): Promise<OperationReply<'listEntries'>> {
    const { slots, call } = this.#context
    const path = { conversation: this.#record.id }
    const reply = await slots.run(() => call('listEntries', { path, query }))
    this.#copy.note((record) => withHead(record, reply.head))
    return { ...reply, entries: reply.entries.sort((a, b) => a.seq - b.seq) }
  }

  async #newer(after: number, limit: number): Promise<HistoryPage> {
    const { first, tail, head } = this.#record
    if (after >= head.seq) return pageOf([], false, after + 1, after)
    const isHeld = after >= first - 1 && after < tail
    const { entries, last } = isHeld
      ? await this.#heldAfter(after, limit)
      : await this.#copy.current(() => this.#list({ after, limit }))
    if (!isHeld) this.#note(entries)
    const messages = this.#copy.toMessages(entries)
    const end = Math.max(last, after)
    return pageOf(messages, last > after && last < this.#record.head.seq, after + 1, end)
  }

  async #heldAfter(after: number, limit: number) {
    const { id, tail } = this.#record
    const entries = await this.#context.store.entries(id, { after, limit })
    return { entries, last: entries.length < limit ? tail : entries.at(-1)!.seq }
  }

  /** The page before what is in memory, which it joins. */
  async #shown(limit: number): Promise<HistoryPage> {
    const before = this.#copy.from
    const page = await this.#older(before, limit)
    const isJoined = before === this.#copy.from && page.first >= this.#record.first && page.first < before
    if (isJoined) this.#copy.show(page.messages, page.first)
    return page
  }

  async #older(before: number, limit: number): Promise<HistoryPage> {
    const { first, tail, whole } = this.#record
    if (before <= 1 || (whole && before <= first)) return pageOf([], false, before, before - 1)
    const isHeld = before > first && before <= tail + 1
    const page = isHeld ? await this.#heldBefore(before, limit) : await this.#fetchBefore(before, limit)
    if (page.first < this.#record.first) this.#note(page.entries)
    return pageOf(this.#copy.toMessages(page.entries), page.more, page.first, before - 1)
  }

  #note(entries: readonly WireEntry[]): void {
    for (const { seq } of entries) {
      this.#away.delete(seq)
      this.#away.add(seq)
    }
    for (const seq of this.#away) {
      if (this.#away.size <= AWAY_MAX) return
      this.#away.delete(seq)
    }
  }

  async #heldBefore(before: number, limit: number) {
    const { id, first, whole } = this.#record
    const range = { before, after: first - 1, limit, newestFirst: true }
    const entries = await this.#context.store.entries(id, range)
    const from = entries.length < limit ? first : entries[0]!.seq
    return { entries, first: from, more: from > first || !whole }
  }

  #fetchBefore(before: number, limit: number): Promise<OlderPage> {
    return this.#copy.older(before, async () => {
      const { entries, first, more } = await this.#list({ before, limit })
      return { entries, first: first || before, more }
    })
  }

  async #stored(seq: number): Promise<WireEntry | undefined> {
    return this.#context.store.entry(this.#record.id, seq)
  }

  #one(entry: WireEntry | undefined): Message | undefined {
    return entry && this.#copy.toMessages([entry])[0]
  }
}

function pageOf(messages: readonly Message[], more: boolean, first: number, last: number): HistoryPage {
  return { messages, more, first, last }
}
