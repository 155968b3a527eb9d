import {
  advance,
  type ConversationId,
  isAhead,
  NOTHING_SEEN,
  type Receipt,
  type UserId,
  unread,
  type Watermark,
} from '@parley/domain'
import type { OperationBody, WireChatSettings, WireInboxRow } from '@parley/protocol'
import type { LogEnd } from './conversation-api.ts'

/** What this account chooses for a conversation, until the server has it. */
export type Choice = Omit<OperationBody<'putChat'>, 'device'>

/** What a device remembers of one conversation. Every change is a function from one record to the next. */
export type ConversationRecord = {
  readonly id: ConversationId
  /** The end of the log, as far as this device has heard. */
  readonly head: LogEnd
  readonly at: number
  readonly from?: UserId
  readonly preview?: string
  /** Position of the entry that `preview` is of, or the last it could be. */
  readonly shows: number
  /** A group's, as its row has it. */
  readonly title?: string
  /** The log has to be looked at: the server does not say when it has grown. */
  readonly large: boolean
  /**
   * Positions `first` to `tail` are held in storage, none if `first` is `tail + 1`. One that is not among them is
   * not for this account, has disappeared, or has gone into the message it is about.
   */
  readonly first: number
  readonly tail: number
  /** Countable messages up to the last entry that was taken, if one was. */
  readonly takenN?: number
  /** Nothing older than `first` is to be had. */
  readonly whole: boolean
  /** How far this account has come. */
  readonly mine: Watermark
  /** How much of `mine` the server is known to know. */
  readonly said: Watermark
  /** The last position up to `mine.read` at which the number of countable messages is known, and that number. */
  readonly counted: LogEnd
  /** Countable positions behind `counted` that are not to be read: own ones, and those hidden from this account. */
  readonly skip: readonly number[]
  /** Positions behind `mine.read` that mention this account. */
  readonly mentions: readonly number[]
  readonly peer: Watermark
  /** Position of the last entry that changed the conversation itself. */
  readonly changed: number
  readonly settings: WireChatSettings
  /** Choices that the server is not known to have. */
  readonly choice?: Choice
  /** When a message was last starred or hidden, as the server says. */
  readonly marked: number
  readonly undelivered: readonly number[]
}

/** A conversation new to this device: everything behind position `told` is to be told, what is older is history. */
export function newRecord(id: ConversationId, told: number): ConversationRecord {
  return {
    id,
    head: { seq: 0, n: 0 },
    at: 0,
    shows: 0,
    large: false,
    first: told + 1,
    tail: told,
    whole: told === 0,
    ...(told === 0 && { takenN: 0 }),
    mine: NOTHING_SEEN,
    said: NOTHING_SEEN,
    counted: { seq: 0, n: 0 },
    skip: [],
    mentions: [],
    peer: NOTHING_SEEN,
    changed: 0,
    settings: { version: 0 },
    marked: 0,
    undelivered: [],
  }
}

/** What the server says of a conversation. Everything in a row is a fact, however old, except what it says of the end. */
export function withRow(record: ConversationRecord, row: WireInboxRow): ConversationRecord {
  const isNews = row.mine.read >= record.counted.seq
  const next: ConversationRecord = pruned({
    ...record,
    large: record.large || row.large === true,
    mine: forward(record.mine, row.mine),
    said: forward(record.said, row.mine),
    peer: forward(record.peer, row.peer),
    counted: isNews ? { seq: row.mine.read, n: row.readN } : record.counted,
    skip: joined(record.skip, row.skip),
    mentions: joined(record.mentions, row.mentions),
    settings: row.settings.version >= record.settings.version ? row.settings : record.settings,
    marked: Math.max(record.marked, row.marked ?? 0),
    undelivered: joined(record.undelivered, row.undelivered),
  })
  if (row.head.seq < record.head.seq) return next
  const { from: _, preview: __, ...rest } = next
  return {
    ...rest,
    head: row.head,
    at: row.at,
    shows: row.shows ?? Math.max(record.shows, row.head.seq),
    ...(row.from !== undefined && { from: row.from as UserId }),
    ...(row.preview !== undefined && { preview: row.preview }),
    ...(row.title !== undefined && { title: row.title }),
  }
}

/** The end of the log has been heard of; its entries may not be here yet. */
export function withHead(record: ConversationRecord, head: LogEnd): ConversationRecord {
  return head.seq > record.head.seq ? { ...record, head: { seq: head.seq, n: head.n } } : record
}

/** A message that has disappeared is not shown. */
export function withoutPreview(record: ConversationRecord, seqs: readonly number[]): ConversationRecord {
  if (!seqs.includes(record.shows)) return record
  const { preview: _, ...rest } = record
  return rest
}

/** A page that covers the positions from `first` up to the copy has been received; `more`: there are older ones. */
export function withOlder(record: ConversationRecord, first: number, more: boolean): ConversationRecord {
  return { ...record, first, whole: !more || first === 1 }
}

/** What is deleted up to a position is neither held nor to be had. */
export function withCleared(record: ConversationRecord, upTo: number): ConversationRecord {
  if (upTo < record.first) return record
  return { ...record, first: upTo + 1, tail: Math.max(record.tail, upTo), whole: true }
}

/** This account has come so far; `counted`: a position up to there, and its count, where they are known. */
export function withMine(record: ConversationRecord, receipt: Receipt, counted?: LogEnd): ConversationRecord {
  const mine = forward(record.mine, receipt)
  const isNews = counted && counted.seq > record.counted.seq && counted.seq <= mine.read
  return pruned({ ...record, mine, counted: isNews ? { seq: counted.seq, n: counted.n } : record.counted })
}

export function withSaid(record: ConversationRecord, said: Watermark): ConversationRecord {
  return pruned({ ...record, mine: forward(record.mine, said), said: forward(record.said, said) })
}

/** What was deleted need not be read any more: the server knows by the deletion itself, and tells nobody. */
export function withoutUnread(record: ConversationRecord): ConversationRecord {
  const { head } = record
  return withMine(withSaid(record, { delivered: head.seq, read: head.seq }), {}, head)
}

export function withPeer(record: ConversationRecord, peer: Watermark): ConversationRecord {
  return { ...record, peer: forward(record.peer, peer) }
}

/** The server could not bring an own message to everybody. */
export function withUndelivered(record: ConversationRecord, seq: number): ConversationRecord {
  return { ...record, undelivered: joined(record.undelivered, [seq]) }
}

export function unreadOf({ head, mine, counted, skip }: ConversationRecord): number {
  return mine.read >= head.seq ? 0 : unread(head, { read: counted.seq, readN: counted.n, skip })
}

/** Whether the server has something to be told. */
export function isUnsaid({ mine, said }: ConversationRecord): boolean {
  return isAhead(mine, said)
}

/** Not cut to the head: a receipt may overtake the entry it is about. */
export function forward(now: Watermark, receipt: Receipt): Watermark {
  return advance(now, receipt, Number.POSITIVE_INFINITY)
}

/** What has been read is neither to be skipped nor a mention to be seen. */
export function pruned(record: ConversationRecord): ConversationRecord {
  return {
    ...record,
    skip: record.skip.filter((seq) => seq > record.counted.seq),
    mentions: record.mentions.filter((seq) => seq > record.mine.read),
  }
}

export function joined(some: readonly number[], others: readonly number[]): readonly number[] {
  const news = others.filter((seq) => !some.includes(seq))
  return news.length === 0 ? some : [...some, ...news].sort((a, b) => a - b)
}
