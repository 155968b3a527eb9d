import { type Entry, firstHeardAfter, isExpired, isHiddenBy, type Member, mayHear } from '@parley/domain'
import type { InboxRow } from '../ports.ts'

/** What somebody may read of a log: its spans, less what it has cleared, what is hidden from it, and what has expired. */
export type Reader = {
  readonly member: Member
  readonly row: Pick<InboxRow, 'hidden' | 'settings'> | undefined
}

/** Positions `first` to `last`, both included. */
export type Range = { readonly first: number; readonly last: number }
export const NOTHING: Range = { first: 0, last: 0 }

export function mayRead({ member, row }: Reader, entry: Entry, now: number): boolean {
  return isHeard({ member, row }, entry) && entry.seq > clearedBy({ member, row }) && !isExpired(entry, now)
}

/** Whether what somebody wrote at a position is in this reader's spans and not hidden from it. */
export function isHeard({ member, row }: Reader, { seq, from }: Pick<Entry, 'seq' | 'from'>): boolean {
  return mayHear(member, seq) && !isHiddenBy(row?.hidden ?? [], { seq, isOwn: from === member.user })
}

/** Where reading forwards behind a position begins; undefined if there is nothing behind it for this reader. */
export function readableAfter(reader: Reader, seq: number): number | undefined {
  return firstHeardAfter(reader.member, Math.max(seq, clearedBy(reader)))
}

/** Where reading backwards from a position on begins; undefined if there is nothing up to it for this reader. */
export function readableUpTo(reader: Reader, seq: number): number | undefined {
  const tops = reader.member.spans
    .filter(({ after }) => after < seq)
    .map(({ until = Number.POSITIVE_INFINITY }) => Math.min(seq, until))
  const top = Math.max(0, ...tops)
  return top > clearedBy(reader) ? top : undefined
}

/**
 * What a page covers that was read from `start` on, for who asked for what is behind `after`: positions that are
 * not this reader's are covered without having been read, up to `end`, the last one there is for it.
 */
export function coveredForwards(
  reader: Reader,
  after: number,
  start: number | undefined,
  entries: readonly Entry[],
  end: number,
): Range {
  if (after >= end) return NOTHING
  const read = entries.at(-1)?.seq ?? (start === undefined ? end : start - 1)
  const next = readableAfter(reader, Math.max(read, after))
  return { first: after + 1, last: Math.min(next === undefined ? end : next - 1, end) }
}

/** The same for a page that was read backwards and holds the newest first; `isWhole` if it reaches the beginning. */
export function coveredBackwards(
  reader: Reader,
  top: number,
  entries: readonly Entry[],
  isWhole: boolean,
): Range {
  if (top === 0) return NOTHING
  const read = isWhole ? 1 : (entries.at(-1)?.seq ?? 1)
  const next = readableUpTo(reader, read - 1)
  return { first: next === undefined ? 1 : next + 1, last: top }
}

function clearedBy({ row }: Reader): number {
  return row?.settings.clearedUpTo ?? 0
}
