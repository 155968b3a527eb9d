import type { UserId, Watermark } from '@parley/domain'
import type { WireEntry } from '@parley/protocol'
import { isAmendment, isArrival, isCounted, isDeparture, previewOf } from './fold.ts'
import { type ConversationRecord, forward, joined, pruned, withHead } from './record.ts'

/** These entries, and nothing else up to `tail`, have been received behind the tail. */
export function withEntries(
  record: ConversationRecord,
  entries: readonly WireEntry[],
  tail: number,
  me: UserId | undefined,
): ConversationRecord {
  return { ...entries.reduce((now, entry) => withEntry(now, entry, me), record), tail }
}

function withEntry(record: ConversationRecord, entry: WireEntry, me: UserId | undefined): ConversationRecord {
  const read = readWith(entry, record.mine, me)
  const isTheirs = entry.from !== me && isCounted(entry)
  const mine = isTheirs ? forward(read, { delivered: entry.seq }) : read
  const isKnown = entry.seq <= mine.read && entry.seq > record.counted.seq
  const isForMe = isTheirs && me !== undefined && entry.mentions?.includes(me)
  const next = pruned({
    ...record,
    mine,
    said: readWith(entry, record.said, me),
    counted: isKnown ? { seq: entry.seq, n: entry.n } : record.counted,
    skip: entry.from === me && isCounted(entry) ? joined(record.skip, [entry.seq]) : record.skip,
    mentions: isForMe ? joined(record.mentions, [entry.seq]) : record.mentions,
    takenN: entry.n,
    changed: entry.change ? entry.seq : record.changed,
    // Who comes back may be shown what it was not shown before: that is asked for anew.
    ...(isArrival(entry, me) && { first: entry.seq, whole: entry.seq === 1 }),
  })
  return withHead(withShown(next, entry, me), entry)
}

/** Whether messages behind the read position were passed over: only the server knows which, and whether they count. */
export function passesOver(record: ConversationRecord, entries: readonly WireEntry[]): boolean {
  let before = record.takenN
  return entries.some((entry) => {
    const isNext = before === undefined || entry.n <= before + (isCounted(entry) ? 1 : 0)
    before = entry.n
    return !isNext && entry.seq > record.mine.read
  })
}

/**
 * Who comes in has nothing to read of what was before. Who writes has read what it wrote, if it had read all
 * before it. The server goes by the same rules.
 */
function readWith(entry: WireEntry, now: Watermark, me: UserId | undefined): Watermark {
  const isRead = isArrival(entry, me) || (entry.from === me && now.read >= entry.seq - 1)
  return isRead ? forward(now, { read: entry.seq }) : now
}

/** A list of chats shows messages, and that one came in or is out; and what became of the message it shows. */
function withShown(record: ConversationRecord, entry: WireEntry, me: UserId | undefined): ConversationRecord {
  if (isAmendment(entry)) {
    const isShown = entry.target === record.shows && entry.kind !== 'reaction'
    return isShown ? { ...record, preview: previewOf(entry) } : record
  }
  const { title } = titled(entry)
  const named = title === undefined ? record : { ...record, title }
  const isListed = isCounted(entry) || isArrival(entry, me) || isDeparture(entry, me)
  if (!isListed || entry.seq <= record.shows) return named
  return {
    ...named,
    at: entry.at,
    from: entry.from as UserId,
    preview: previewOf(entry),
    shows: entry.seq,
  }
}

function titled({ change }: WireEntry): { title?: string | undefined } {
  if (change?.type === 'created') return change
  return change?.type === 'settings' ? change.settings : {}
}
