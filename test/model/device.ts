import type { ConnectionId, ConversationId, UserId } from '@parley/domain'
import type { AnyEvent, OperationReply, WireEntry, WireInboxRow } from '@parley/protocol'
import type { Speaker } from '../../lambdas/ports.ts'

export type HistoryPage = OperationReply<'listEntries'>

/** What a device asks over HTTPS. */
export type Asking = {
  sync(cursor: string | undefined): Promise<OperationReply<'sync'>>
  page(after: number): Promise<HistoryPage>
}

type About = { readonly conversation: ConversationId; readonly happened: number }

/**
 * A device that is honest and no more: what it shows of the conversation is what came by frames, acks, sync and pages,
 * put in the order of positions. It asks for what is missing and moves over what a page covers without an entry.
 */
export class Device {
  readonly speaker: Speaker
  connection: ConnectionId | undefined
  /** All that was taken or is held, by position. */
  readonly entries = new Map<number, WireEntry>()
  /** How much had happened when each position was first heard, or asked for. */
  readonly heardAt = new Map<number, number>()
  row: WireInboxRow | undefined
  /** Every receipt of others that it was told of. */
  readonly receipts: { user: UserId; delivered: number; read: number }[] = []
  /** Where its copy of the log is whole up to, and how far it has heard that the log goes. */
  tail = 0
  head = 0
  readonly #about: About
  readonly #ask: Asking
  #cursor: string | undefined
  #isChasing = false

  constructor(speaker: Speaker, about: About, ask: Asking) {
    this.speaker = speaker
    this.#about = about
    this.#ask = ask
  }

  /** What a socket brings. */
  hear(event: AnyEvent): void {
    if ('conversation' in event && event.conversation !== this.#about.conversation) return
    if (event.event === 'entries') this.receive(event.entries)
    if (event.event === 'receipt') this.receipts.push({ ...event, user: event.user as UserId })
    if (event.event === 'inbox') this.#takeRow(event.row)
  }

  /** Entries of events and acks. What is missing before them is asked for. */
  receive(entries: readonly WireEntry[]): void {
    this.#keep(entries)
    this.head = Math.max(this.head, ...entries.map(({ seq }) => seq))
    if (this.tail < this.head) void this.catchUp().catch(() => {})
  }

  async sync(): Promise<void> {
    for (let more = true; more; ) {
      const reply = await this.#ask.sync(this.#cursor)
      for (const row of reply.conversations) this.#takeRow(row)
      this.#cursor = reply.cursor
      more = reply.more
    }
    if (this.row?.large || this.tail < this.head) await this.catchUp(this.row?.large)
  }

  /** Pages on until nothing that it knows of is missing; to the very end if nobody tells where that is. */
  async catchUp(toTheEnd = false): Promise<void> {
    if (this.#isChasing) return
    this.#isChasing = true
    try {
      for (let more = toTheEnd; more || this.tail < this.head; ) {
        const before = this.tail
        const { happened } = this.#about
        const page = await this.#ask.page(this.tail)
        this.#keep(page.entries, happened)
        this.head = Math.max(this.head, page.head.seq)
        this.#moveTo(page.last)
        more = toTheEnd && page.more
        if (this.tail === before) return
      }
    } finally {
      this.#isChasing = false
    }
  }

  #keep(entries: readonly WireEntry[], happened = this.#about.happened): void {
    for (const entry of entries) {
      if (!this.entries.has(entry.seq)) this.heardAt.set(entry.seq, happened)
      this.entries.set(entry.seq, entry)
    }
    this.#moveTo(this.tail)
  }

  /** The copy is whole up to a position, and so up to the end of the run that is held behind it. */
  #moveTo(position: number): void {
    this.tail = Math.max(this.tail, position)
    while (this.entries.has(this.tail + 1)) this.tail++
  }

  #takeRow(row: WireInboxRow): void {
    if (row.conversation !== this.#about.conversation) return
    const known = this.row
    if (!known || !isBehind(row, known)) this.row = row
    else if (row.settings.version > known.settings.version) this.row = { ...known, settings: row.settings }
    this.head = Math.max(this.head, row.head.seq)
  }

  /** What it shows: positions that are neither expired nor cleared, with what a message says by now. */
  timeline(now: number): Shown[] {
    const cleared = this.row?.settings.clearedUpTo ?? 0
    const isShown = ({ seq, expires = Number.POSITIVE_INFINITY }: WireEntry) =>
      seq <= this.tail && seq > cleared && expires > now
    const entries = [...this.entries.values()].sort((a, b) => a.seq - b.seq)
    return entries.filter(isShown).map((entry) => this.#shown(entry, entries))
  }

  #shown(entry: WireEntry, all: readonly WireEntry[]): Shown {
    const { seq, n, at, from, device, clientId, kind } = entry
    const about = all.filter(({ target }) => target === seq)
    const isGone = (deleted: number) => all.some((one) => one.kind === 'deletion' && one.target === deleted)
    // An edit is seen on the message that it is of.
    if (kind === 'edit') return { seq, n, at, from, device, clientId, kind }
    const isDeleted = kind === 'deleted' || isGone(seq)
    const edit = about.findLast((other) => other.kind === 'edit' && other.seq > (entry.edited ?? 0))
    const text = isDeleted ? undefined : (edit ?? entry).text
    const reactions = new Map(Object.entries(entry.reactions ?? {}))
    for (const reaction of about.filter((other) => other.kind === 'reaction')) {
      if (reaction.emoji === undefined) reactions.delete(reaction.from)
      else reactions.set(reaction.from, reaction.emoji)
    }
    return {
      ...{ seq, n, at, from, device, clientId, kind: isDeleted ? 'deleted' : kind },
      ...(text === undefined ? {} : { text }),
      ...(kind === 'text' && !isDeleted && { reactions: Object.fromEntries(reactions) }),
    }
  }
}

/** Whether a row is one of before: an event may come later than a sync that knew more. */
function isBehind(row: WireInboxRow, known: WireInboxRow): boolean {
  const counts = (one: WireInboxRow) => {
    const { head, mine, peer, settings } = one
    return [head.seq, mine.delivered, mine.read, peer.delivered, peer.read, settings.version]
  }
  const before = counts(known)
  return counts(row).some((count, index) => count < before[index]!)
}

/** A line of a device's timeline. */
export type Shown = Pick<WireEntry, 'seq' | 'n' | 'at' | 'from' | 'device' | 'clientId' | 'kind' | 'text'> & {
  readonly reactions?: Readonly<Record<string, string>>
}
