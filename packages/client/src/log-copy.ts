import type { WireEntry } from '@parley/protocol'
import { clearedUpTo } from './chosen.ts'
import type { Context } from './context.ts'
import { ParleyError } from './error.ts'
import type { Run } from './feed.ts'
import { isAmendment } from './fold.ts'
import type { Marks } from './marks.ts'
import { amend, Meanwhile } from './meanwhile.ts'
import type { Message } from './message.ts'
import { type ConversationRecord, withCleared, withOlder, withoutPreview } from './record.ts'
import { Serial } from './serial.ts'
import { Shown } from './shown.ts'
import type { Change } from './storage.ts'
import { change } from './store.ts'
import { withEntries } from './take.ts'
import { toMessage } from './to-message.ts'

type Next = (record: ConversationRecord) => ConversationRecord
type Others = () => readonly Change[] | Promise<readonly Change[]>

/** What was taken: messages that are new, and messages that now read otherwise. */
export type News = { readonly fresh: readonly Message[]; readonly changed: readonly Message[] }

export type OlderPage = {
  readonly entries: readonly WireEntry[]
  /** The page covers the positions from here on. */
  readonly first: number
  readonly more: boolean
}

/**
 * This device's copy of one log: a stretch of positions in storage, its newest part also in memory as messages.
 * A change is visible here only once it is in storage.
 */
export class LogCopy {
  record: ConversationRecord
  readonly #context: Context
  readonly #marks: Marks
  readonly #shown = new Shown()
  readonly #writes = new Serial()
  readonly #meanwhile = new Meanwhile()
  #from: number
  /** The record as it is in storage, as JSON. */
  #stored: string | undefined
  #isClosed = false

  /** `isStored`: the record comes from storage. A new one is written by the first update, whatever it changes. */
  constructor(context: Context, record: ConversationRecord, isStored: boolean, marks: Marks) {
    this.#context = context
    this.#marks = marks
    this.record = record
    if (isStored) this.#stored = JSON.stringify(record)
    this.#from = record.tail + 1
  }

  get messages(): readonly Message[] {
    return this.#shown.messages
  }

  /** The first position that `messages` covers; the one behind the tail if they cover none. */
  get from(): number {
    return this.#from
  }

  get more(): boolean {
    return this.from > 1 && !(this.record.whole && this.from === this.record.first)
  }

  /** Changes the record, together with other changes or not at all. Whether anything was new. */
  update(next: Next, others: Others = () => []): Promise<boolean> {
    return this.#writes.run(async () => {
      if (this.#isClosed) throw new ParleyError('CLOSED')
      const changes = await others()
      const wanted = next(this.record)
      const json = JSON.stringify(wanted)
      const isNew = json !== this.#stored
      await this.#context.store.write(isNew ? [...changes, change.conversation(wanted)] : changes)
      this.#stored = json
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
  note(next: Next): void {
    this.record = next(this.record)
  }

  /** Changes the record at once, and then in storage. */
  put(next: Next): Promise<boolean> {
    this.note(next)
    return this.update((record) => record)
  }

  /** Takes all there is behind the tail, up to `run.tail`, together with other changes. */
  async take({ entries, tail }: Run, others: readonly Change[]): Promise<News> {
    const amendments = entries.filter(isAmendment)
    const now = new Map(entries.filter((entry) => !isAmendment(entry)).map((entry) => [entry.seq, entry]))
    const news = new Set(now.keys())
    await this.update(
      (record) => withEntries(record, entries, tail, this.#context.me()),
      async () => {
        this.#meanwhile.note(amendments)
        await amend(now, amendments, (seq) => this.#context.store.entry(this.record.id, seq))
        return [...this.#puts([...now.values()]), ...others]
      },
    )
    this.#from = Math.max(this.#from, this.record.first)
    const [fresh, changed] = [true, false].map((isNew) =>
      this.toMessages([...now.values()].filter(({ seq }) => news.has(seq) === isNew)),
    ) as [Message[], Message[]]
    this.#shown.add(fresh)
    this.#shown.replace(changed)
    return { fresh, changed }
  }

  /**
   * Fetches entries before a position: as they are once they are here, whatever was taken meanwhile, and without the
   * amendments. A page that ends where this copy begins joins it.
   */
  older(before: number, fetch: () => Promise<OlderPage>): Promise<OlderPage> {
    return this.#meanwhile.during(async (asNow) => {
      const page = await fetch()
      await this.update(
        (record) => (record.first === before ? withOlder(record, page.first, page.more) : record),
        () => (this.record.first === before ? this.#puts(asNow(page.entries)) : []),
      )
      return { ...page, entries: asNow(page.entries) }
    })
  }

  /** Entries from elsewhere, as they are once they are here. */
  current<Page extends { readonly entries: readonly WireEntry[] }>(
    fetch: () => Promise<Page>,
  ): Promise<Page> {
    return this.#meanwhile.during(async (asNow) => {
      const page = await fetch()
      return { ...page, entries: asNow(page.entries) }
    })
  }

  /** What is stored from position `first` on, up to `messages`, is in memory as well. */
  show(messages: readonly Message[], first: number): void {
    this.#shown.add(messages)
    this.#from = first
  }

  /** The text of a long message has been fetched. */
  async fill(seq: number, text: string): Promise<void> {
    const filled: WireEntry[] = []
    await this.update(
      (record) => record,
      async () => {
        const entry = await this.#context.store.entry(this.record.id, seq)
        if (entry?.kind === 'long-text') filled.push({ ...entry, text })
        return this.#puts(filled)
      },
    )
    this.#shown.replace(this.toMessages(filled))
  }

  /** These have disappeared; the messages that they were. */
  async vanish(seqs: readonly number[], others: readonly Change[]): Promise<readonly Message[]> {
    const { id } = this.record
    const held = await Promise.all(seqs.map((seq) => this.#context.store.entry(id, seq)))
    await this.update(
      (record) => withoutPreview(record, seqs),
      () => [...seqs.map((seq) => change.entryGone(id, seq)), ...others],
    )
    this.#shown.drop(({ seq }) => seqs.includes(seq))
    return held.flatMap((entry) => (entry && !isAmendment(entry) ? [this.#message(entry)] : []))
  }

  /** Everything up to a position is deleted, here and for good, together with a change of the record. */
  async clear(upTo: number, next: Next): Promise<boolean> {
    const isNew = await this.update(
      (record) => withCleared(next(record), upTo),
      async () => {
        const { id, first } = this.record
        const held = upTo < first ? [] : await this.#context.store.entries(id, { before: upTo + 1 })
        return held.map(({ seq }) => change.entryGone(id, seq))
      },
    )
    this.#shown.drop(({ seq }) => seq <= upTo)
    this.#from = Math.max(this.#from, this.record.first)
    return isNew
  }

  /** Whether a message is no longer to be shown. */
  isGone({ seq, expiresAt = Number.POSITIVE_INFINITY }: Message): boolean {
    return this.#marks.isHidden(seq) || expiresAt <= this.#context.clock.now()
  }

  /** These have been starred or hidden, or no longer; the messages in memory that they are. */
  remark(seqs: readonly number[]): readonly Message[] {
    const gone = this.#shown.drop(({ seq }) => this.#marks.isHidden(seq))
    const changed = this.messages
      .filter(({ seq }) => seqs.includes(seq))
      .map(({ starred: _, ...rest }) => (this.#marks.isStarred(rest.seq) ? { ...rest, starred: true } : rest))
    return [...gone, ...this.#shown.replace(changed)]
  }

  /** What of these entries is to be seen now. */
  toMessages(entries: readonly WireEntry[]): Message[] {
    const now = this.#context.clock.now()
    const cleared = clearedUpTo(this.record)
    return entries.flatMap((entry) => {
      const isOver = (entry.expires ?? Number.POSITIVE_INFINITY) <= now
      if (isOver || entry.seq <= cleared || isAmendment(entry) || this.#marks.isHidden(entry.seq)) return []
      return [this.#message(entry)]
    })
  }

  #message(entry: WireEntry): Message {
    return toMessage(this.record.id, entry, this.#context.me(), this.#marks.isStarred(entry.seq))
  }

  #puts(entries: readonly WireEntry[]): Change[] {
    return entries.flatMap((entry) => change.entry(this.record.id, entry))
  }
}
