import {
  type Change,
  type Conversation,
  type ConversationId,
  directConversation,
  type GroupLimits,
  type Member,
  mayHear,
  present,
  preview,
  type UserId,
  unread,
  withChange,
} from '@parley/domain'
import type { WireChatSettings, WireEntry, WireInboxRow } from '@parley/protocol'
import { Refusal } from '@parley/protocol'
import { amended, isAmendment, isArrivalOf, isCountable } from './fake-entries.ts'

export type Draft = Omit<WireEntry, 'seq' | 'n' | 'at'> & { after: number }
export type RoomWorld = { tick: () => number; now: () => number; limits: GroupLimits }
type Row = {
  head: { seq: number; n: number }
  delivered: number
  read: number
  readN: number
  skip: Set<number>
  mentions: Set<number>
  settings: WireChatSettings
  marked?: number
  undelivered: number[]
  /** Since which position the other side is not heard; one stretch is enough here. */
  hidden?: { after: number; until?: number }
  changed: number
}

/** One conversation of the fake backend: its log, its members, and what each of them has of it. */
export class FakeRoom {
  readonly id: ConversationId
  readonly log: WireEntry[]
  readonly texts = new Map<number, string>()
  readonly marks = new Map<string, Map<number, { starred: boolean; hidden: boolean }>>()
  state: Conversation | undefined
  readonly #rows = new Map<string, Row>()
  readonly #tick: () => number
  readonly #now: () => number
  readonly #limits: GroupLimits

  constructor(id: ConversationId, log: WireEntry[], world: RoomWorld) {
    this.id = id
    this.log = log
    this.state = directConversation(id)
    this.#tick = world.tick
    this.#now = world.now
    this.#limits = world.limits
  }

  get head() {
    return { seq: this.log.length, n: this.log.at(-1)?.n ?? 0 }
  }

  get members(): UserId[] {
    return this.state ? present(this.state).map(({ user }) => user) : []
  }

  /** Who is or was in it. */
  member(user: string): Member {
    const member = this.state?.members.get(user as UserId)
    if (!member) throw new Refusal('NOT_FOUND')
    return member
  }

  /** An entry: the one there is, for a retry. */
  append({ after, ...draft }: Draft): { entry: WireEntry; isNew: boolean } {
    const earlier = this.log.find(
      ({ seq, from, device, clientId }) =>
        seq > after && from === draft.from && device === draft.device && clientId === draft.clientId,
    )
    if (earlier) return { entry: earlier, isNew: false }
    const { seq, n } = this.head
    const seconds = this.state?.disappearAfter ?? 0
    const at = Math.max(this.#now(), (this.log.at(-1)?.at ?? 0) + 1)
    const entry: WireEntry = {
      ...draft,
      seq: seq + 1,
      n: n + (isCountable(draft) ? 1 : 0),
      at,
      ...(seconds > 0 && draft.kind !== 'change' && { expires: at + seconds * 1_000 }),
    }
    const target = entry.target === undefined ? undefined : this.log[entry.target - 1]
    if (entry.target !== undefined && !target) throw new Refusal('NOT_FOUND')
    if (target) this.log[target.seq - 1] = amended(target, entry)
    if (entry.change) {
      const change = { id: this.id, seq: entry.seq, by: entry.from as UserId, change: entry.change as Change }
      this.state = withChange(this.state, change, this.#limits)
    }
    this.log.push(entry)
    for (const user of this.state?.members.keys() ?? []) this.#advance(user, entry)
    return { entry, isNew: true }
  }

  /** Whether this person gets an entry. */
  hears(user: string, entry: WireEntry): boolean {
    const member = this.state?.members.get(user as UserId)
    return member !== undefined && mayHear(member, entry.seq) && !this.#isHidden(user, entry)
  }

  page(user: string, query: Record<string, string>): object {
    const { spans } = this.member(user)
    const limit = Math.min(Number(query.limit ?? 50), 200)
    const cleared = this.row(user).settings.clearedUpTo ?? 0
    const least = Math.max(spans[0]!.after, cleared) + 1
    const most = spans.at(-1)!.until ?? this.log.length
    const isNewer = query.after !== undefined
    const before = Math.min(Number(query.before ?? Number.POSITIVE_INFINITY), most + 1)
    const first = isNewer ? Number(query.after) + 1 : Math.max(1, before - limit)
    const last = isNewer ? Math.min(Number(query.after) + limit, most) : before - 1
    const entries = this.log
      .slice(first - 1, Math.max(first - 1, last))
      .filter((entry) => this.hears(user, entry) && entry.seq > cleared)
      .filter(({ expires = Number.POSITIVE_INFINITY }) => expires > this.#now())
    const covers = last >= first
    return {
      entries: structuredClone(isNewer ? entries : entries.reverse()),
      first: covers ? first : 0,
      last: covers ? last : 0,
      head: { seq: most, n: this.log[most - 1]?.n ?? 0 },
      more: covers && (isNewer ? last < most : first > least),
    }
  }

  row(user: string): Row {
    const blank = {
      head: { seq: 0, n: 0 },
      delivered: 0,
      read: 0,
      readN: 0,
      skip: new Set<number>(),
      mentions: new Set<number>(),
      settings: { version: 0 },
      undelivered: [],
      changed: 0,
    }
    const row = this.#rows.get(user) ?? blank
    this.#rows.set(user, row)
    return row
  }

  touch(user: string): void {
    this.row(user).changed = this.#tick()
  }

  /** Moves someone forward; the position with its count. */
  mark(user: string, mark: { delivered?: number; read?: number }): { delivered: number; read: number } {
    const row = this.row(user)
    row.read = Math.max(row.read, mark.read ?? 0)
    row.readN = this.log[row.read - 1]?.n ?? 0
    row.delivered = Math.max(row.delivered, mark.delivered ?? 0, row.read)
    for (const set of [row.skip, row.mentions]) {
      for (const seq of set) if (seq <= row.read) set.delete(seq)
    }
    this.touch(user)
    return { delivered: row.delivered, read: row.read }
  }

  wireRow(user: string): WireInboxRow {
    const { head, delivered, read, readN, skip, mentions, settings, marked, undelivered, hidden } =
      this.row(user)
    const last = this.log.findLast((entry) => entry.seq <= head.seq && !isAmendment(entry))
    const peer = this.members.find((other) => other !== user)
    const isDirect = directConversation(this.id) !== undefined
    const their = isDirect && peer ? this.row(peer) : { delivered: 0, read: 0 }
    const blocked = hidden !== undefined && hidden.until === undefined
    return structuredClone({
      conversation: this.id,
      head,
      at: last?.at ?? 0,
      ...(last && { from: last.from, preview: last.preview ?? preview(last.text ?? ''), shows: last.seq }),
      ...(isDirect ? {} : { title: this.state?.title ?? '' }),
      mine: { delivered, read },
      peer: { delivered: their.delivered, read: their.read },
      unread: unread(head, { read, readN, skip: [...skip] }),
      readN,
      skip: [...skip],
      mentions: [...mentions],
      settings: { ...settings, ...(blocked && { blocked }) },
      ...(marked !== undefined && { marked }),
      undelivered,
      ...(this.state?.large && { large: true }),
    })
  }

  #advance(user: UserId, entry: WireEntry): void {
    if (!this.state?.members.has(user) || !mayHear(this.member(user), entry.seq)) return
    const row = this.row(user)
    const isArriving = isArrivalOf(entry, user)
    if (this.state.large && !isArriving) return
    row.changed = this.#tick()
    if (isArriving || (entry.from === user && row.read === entry.seq - 1)) {
      Object.assign(row, { delivered: entry.seq, read: entry.seq, readN: entry.n })
    } else if (isCountable(entry) && (entry.from === user || this.#isHidden(user, entry)))
      row.skip.add(entry.seq)
    if (this.#isHidden(user, entry)) return
    if (entry.from !== user && entry.mentions?.includes(user)) row.mentions.add(entry.seq)
    row.head = { seq: entry.seq, n: entry.n }
  }

  #isHidden(user: string, entry: WireEntry): boolean {
    const { hidden } = this.row(user)
    if (!hidden || entry.from === user) return false
    return entry.seq > hidden.after && entry.seq <= (hidden.until ?? Number.POSITIVE_INFINITY)
  }
}
