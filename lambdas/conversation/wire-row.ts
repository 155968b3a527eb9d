import { isOpen, unread } from '@parley/domain'
import type { WireInboxRow } from '@parley/protocol'
import type { InboxRow } from '../ports.ts'

/**
 * An inbox row as its person's devices get it at `now` (milliseconds since the epoch): with what follows from it,
 * and without what is over (an expired preview, a mute that has ended, what was read since).
 */
export function wireRow(row: InboxRow, now: number): WireInboxRow {
  const { conversation, head, at, title, mine, peer, readN, marked, undelivered } = row
  const isBehind = (seq: number) => seq > mine.read
  const skip = row.skip.filter(isBehind)
  return {
    conversation,
    head: { seq: head.seq, n: head.n },
    at,
    ...shown(row, now),
    ...(title === undefined ? {} : { title }),
    mine,
    peer,
    unread: unread(head, { read: mine.read, readN, skip }),
    readN,
    skip,
    mentions: row.mentions.filter(isBehind),
    settings: wireSettings(row, now),
    ...(marked === undefined ? {} : { marked }),
    undelivered: [...undelivered],
    ...(row.large ? { large: true } : {}),
  }
}

/** What one person has chosen, with whether it blocks the other one: there is a stretch of the log without end that it does not hear. */
export function wireSettings(
  { settings, hidden }: Pick<InboxRow, 'settings' | 'hidden'>,
  now: number,
): WireInboxRow['settings'] {
  const { mutedUntil, ...kept } = settings
  return {
    ...kept,
    ...(mutedUntil !== undefined && mutedUntil > now ? { mutedUntil } : {}),
    ...(isOpen(hidden) ? { blocked: true } : {}),
  }
}

function shown(
  { from, preview, shows, media, previewExpires = Number.POSITIVE_INFINITY }: InboxRow,
  now: number,
): Pick<WireInboxRow, 'from' | 'preview' | 'shows' | 'media'> {
  if (previewExpires <= now) return {}
  return {
    ...(from === undefined ? {} : { from }),
    ...(preview === undefined ? {} : { preview }),
    ...(shows === undefined ? {} : { shows }),
    ...(media === undefined ? {} : { media }),
  }
}
