import {
  advance,
  type ConversationId,
  EMPTY_HEAD,
  type Head,
  isAhead,
  NOTHING_SEEN,
  preview,
  type Receipt,
  type UserId,
  unread,
  type Watermark,
} from '@parley/domain'
import type { WireEntry } from '@parley/protocol'

/** What a device remembers of one conversation. Every change is a function from one record to the next. */
export type ConversationRecord = {
  readonly id: ConversationId
  /** The end of the log, as far as this device has heard. */
  readonly head: Head
  readonly at: number
  readonly from?: UserId
  readonly preview?: string
  /** Positions `first` to `tail` are held in storage, without gap; none if `first` is `tail + 1`. */
  readonly first: number
  readonly tail: number
  /** Nothing older than `first` is to be had. */
  readonly whole: boolean
  /** How far this account has come. */
  readonly mine: Watermark
  /** How much of `mine` the server is known to know. */
  readonly said: Watermark
  /** Countable messages up to `mine.read`, or up to the last position below it that this device has seen. */
  readonly readN: number
  readonly peer: Watermark
}

/** What the server says of a conversation, in sync or when it is opened. */
export type Report = {
  readonly head: Head
  readonly mine: Watermark
  readonly peer: Watermark
  /** In sync only. */
  readonly at?: number
  readonly from?: string | undefined
  readonly preview?: string | undefined
  readonly unread?: number
}

/**
 * A conversation new to this device. What no device of this account has received yet begins after
 * `delivered`: from there on messages are delivered; older ones are history.
 */
export function newRecord(id: ConversationId, delivered: number): ConversationRecord {
  return {
    id,
    head: EMPTY_HEAD,
    at: 0,
    first: delivered + 1,
    tail: delivered,
    whole: delivered === 0,
    mine: NOTHING_SEEN,
    said: NOTHING_SEEN,
    readN: 0,
    peer: NOTHING_SEEN,
  }
}

export function withReport(record: ConversationRecord, report: Report): ConversationRecord {
  const isRead = report.unread !== undefined && report.mine.read >= record.mine.read
  const next: ConversationRecord = {
    ...record,
    mine: forward(record.mine, report.mine),
    said: forward(record.said, report.mine),
    peer: forward(record.peer, report.peer),
    readN: isRead ? Math.max(record.readN, report.head.n - report.unread!) : record.readN,
  }
  if (report.head.seq < record.head.seq) return next
  return {
    ...next,
    head: report.head,
    ...(report.at && { at: report.at }),
    ...(report.from !== undefined && { from: report.from as UserId }),
    ...(report.preview !== undefined && { preview: report.preview }),
  }
}

/** The end of the log has been heard of; its entries may not be here yet. */
export function withHead(record: ConversationRecord, head: Head): ConversationRecord {
  return head.seq > record.head.seq ? { ...record, head: { seq: head.seq, n: head.n } } : record
}

/** The entries behind the tail, without gap, have been received. */
export function withEntries(
  record: ConversationRecord,
  entries: readonly WireEntry[],
  me: UserId | undefined,
): ConversationRecord {
  return entries.reduce((now, entry) => withEntry(now, entry, entry.from === me), record)
}

function withEntry(record: ConversationRecord, entry: WireEntry, isOwn: boolean): ConversationRecord {
  const next = { ...(isOwn ? withOwn(record, entry) : withOther(record, entry)), tail: entry.seq }
  if (entry.seq < record.head.seq) return next
  return {
    ...next,
    head: { seq: entry.seq, n: entry.n },
    at: entry.at,
    from: entry.from as UserId,
    preview: entry.preview ?? preview(entry.text ?? ''),
  }
}

function withOther(record: ConversationRecord, entry: WireEntry): ConversationRecord {
  const mine = forward(record.mine, { delivered: entry.seq })
  return { ...record, mine, readN: entry.seq <= mine.read ? Math.max(record.readN, entry.n) : record.readN }
}

/** Who writes has read what it wrote, if it had read all before it. The server goes by the same rule. */
function withOwn(record: ConversationRecord, entry: WireEntry): ConversationRecord {
  const { mine, said } = record
  const isRead = mine.read >= entry.seq - 1
  return {
    ...record,
    mine: isRead ? forward(mine, { read: entry.seq }) : mine,
    said: said.read >= entry.seq - 1 ? forward(said, { read: entry.seq }) : said,
    readN: isRead ? Math.max(record.readN, entry.n) : record.readN,
  }
}

/** A page that ends right before `first` has been received; `more`: there are older ones. */
export function withOlder(
  record: ConversationRecord,
  entries: readonly WireEntry[],
  more: boolean,
): ConversationRecord {
  const last = entries.at(-1)
  if (last && last.seq !== record.first - 1) return record
  const first = entries[0]?.seq ?? record.first
  return { ...record, first, whole: !more || first === 1 }
}

/** This account has come so far; `readN` is the count at the read position, where it is known. */
export function withMine(record: ConversationRecord, receipt: Receipt, readN?: number): ConversationRecord {
  return {
    ...record,
    mine: forward(record.mine, receipt),
    readN: Math.max(record.readN, readN ?? 0),
  }
}

export function withSaid(record: ConversationRecord, said: Watermark): ConversationRecord {
  return { ...record, mine: forward(record.mine, said), said: forward(record.said, said) }
}

export function withPeer(record: ConversationRecord, peer: Watermark): ConversationRecord {
  return { ...record, peer: forward(record.peer, peer) }
}

export function unreadOf({ head, mine, readN }: ConversationRecord): number {
  return mine.read >= head.seq ? 0 : unread(head.n, readN)
}

/** Whether the server has something to be told. */
export function isUnsaid({ mine, said }: ConversationRecord): boolean {
  return isAhead(mine, said)
}

/** Not cut to the head: a receipt may overtake the entry it is about. */
function forward(now: Watermark, receipt: Receipt): Watermark {
  return advance(now, receipt, Number.POSITIVE_INFINITY)
}
