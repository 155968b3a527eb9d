import { advance, type Head, isAhead, type Watermark } from '@parley/domain'
import type { Choice, Mark } from '../ports.ts'
import { type RowChange, type StoredRow, watermarkOf } from './inbox-row.ts'

/** What a device's receipt makes of a row; undefined if it says nothing new. */
export function afterMark(row: StoredRow, mark: Mark, isShown: boolean): RowChange | undefined {
  const seen = watermarkOf(row)
  const moved = advance(seen, mark, Number.POSITIVE_INFINITY)
  if (!isAhead(moved, seen)) return undefined
  const upTo = (positions: Set<number> | undefined, seq: number) =>
    [...(positions ?? [])].filter((position) => position <= seq)
  const isFurther = moved.read > seen.read
  return {
    set: {
      ...moved,
      ...(isFurther && { readN: mark.readN }),
      ...(isFurther && isShown && { shown: moved.read }),
    },
    drop: {
      skip: upTo(row.skip, moved.read),
      mentions: upTo(row.mentions, moved.read),
      undelivered: upTo(row.undelivered, row.peerDelivered ?? 0),
    },
    guards: ['delivered', 'read'],
  }
}

/** How far the other side has come. Of two pairs neither part of the later one is smaller, so they compare part after part. */
export function afterPeerMark(row: StoredRow, { delivered, read }: Watermark): RowChange | undefined {
  const { peerDelivered = -1, peerRead = -1 } = row
  const isLater = delivered > peerDelivered || (delivered === peerDelivered && read > peerRead)
  return isLater ? { set: { peerDelivered: delivered, peerRead: read }, guards: [] } : undefined
}

/** What a person's choice makes of its row. Absent stays, null and false take back; what was cleared stays cleared. */
export function afterChoice(row: StoredRow, choice: Choice, now: number): RowChange {
  const { mutedUntil, archived, pinned, markedUnread, draft, clearedUpTo } = choice
  return chosen(row, {
    ...(mutedUntil !== undefined && { mutedUntil: mutedUntil ?? undefined }),
    ...(archived !== undefined && { archived: archived || undefined }),
    ...(pinned !== undefined && { pinnedAt: pinned ? (row.pinnedAt ?? now) : undefined }),
    ...(markedUnread !== undefined && { markedUnread: markedUnread || undefined }),
    ...(draft !== undefined && { draft: draft ?? undefined }),
    ...(clearedUpTo !== undefined && { clearedUpTo: Math.max(clearedUpTo, row.clearedUpTo ?? 0) }),
  })
}

/** From the head of its row on, its owner hears nothing of the other side; undefined if that is so already. */
export function afterBlock(row: StoredRow): RowChange | undefined {
  if (row.blockedAfter !== undefined) return undefined
  const change = chosen(row, { blockedAfter: row.seq ?? 0 })
  return { ...change, guards: [...change.guards, 'seq', 'blockedAfter'] }
}

/**
 * What stands up to position `seq` stays unheard, and so does what fan-out has kept from the row behind it; what
 * follows is heard. Undefined if nobody is blocked.
 */
export function afterUnblock(row: StoredRow, seq: number): RowChange | undefined {
  const { blockedAfter, kept = 0, hidden = [] } = row
  if (blockedAfter === undefined) return undefined
  const until = Math.max(seq, kept)
  const change = chosen(row, {
    blockedAfter: undefined,
    kept: undefined,
    ...(until > blockedAfter && { hidden: [...hidden, { after: blockedAfter, until }], hiddenTo: until }),
  })
  return { ...change, guards: [...change.guards, 'blockedAfter', 'kept'] }
}

/** The row of a large conversation: whoever comes in has read what was before, and so has who had no row. */
export function afterEnlisting(
  row: StoredRow,
  title: string,
  end: Pick<Head, 'seq' | 'n'>,
  comesIn: boolean,
  now: number,
): RowChange | undefined {
  const hasRead = comesIn || row.seq === undefined
  const set: RowChange['set'] = {
    ...(!row.large && { large: true }),
    ...(row.at === undefined && { at: now }),
    ...(end.seq > (row.titled ?? 0) && title !== row.title && { title, titled: end.seq }),
    ...(end.seq > (row.seq ?? 0) && end),
    ...(hasRead &&
      end.seq > (row.read ?? 0) && {
        read: end.seq,
        readN: end.n,
        delivered: Math.max(row.delivered ?? 0, end.seq),
      }),
  }
  if (Object.keys(set).length === 0) return undefined
  return { set, guards: ['large', 'at', 'titled', 'seq', 'delivered', 'read'] }
}

/** An own message could not be brought to everybody. */
export function afterUndelivered(row: StoredRow, seq: number): RowChange | undefined {
  return row.undelivered?.has(seq) ? undefined : { add: { undelivered: [seq] }, guards: [] }
}

/** Something was starred or hidden: a later time than any before, so that a device that has seen one looks again. */
export function afterMarking(row: StoredRow, now: number): RowChange {
  return { set: { marked: Math.max(now, (row.marked ?? 0) + 1) }, guards: ['marked'] }
}

/** Choices follow each other: each is made in the knowledge of the one before. */
function chosen(row: StoredRow, set: NonNullable<RowChange['set']>): RowChange {
  return { set: { ...set, version: (row.version ?? 0) + 1 }, guards: ['version'] }
}
