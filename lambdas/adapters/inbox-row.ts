import type { ConversationId, MediaKind, Span, UserId, Watermark } from '@parley/domain'
import { given } from '../given.ts'
import type { InboxRow } from '../ports.ts'

/** What changed a row last: the `announce` function listens for receipts and choices. */
export const CHANGED_BY = { entry: 'entry', receipt: 'receipt', peer: 'peer', choice: 'choice' } as const
export type ChangedBy = (typeof CHANGED_BY)[keyof typeof CHANGED_BY]

/** A row as it is stored, less its keys. Whatever comes first makes it: an entry, a receipt, a choice. */
export type StoredRow = {
  seq?: number
  n?: number
  at?: number
  from?: UserId
  preview?: string
  /** What kind of file that message brought along. */
  previewMedia?: MediaKind
  /** Position of the message that the preview is of. */
  previewSeq?: number
  /** How far the log was known when the preview was last corrected. */
  previewBy?: number
  previewExpires?: number
  /** The correction of a message behind `previewSeq`, which came before the message did. */
  corrected?: Correction
  title?: string
  /** How far the log was known when it had this title. */
  titled?: number
  delivered?: number
  read?: number
  readN?: number
  shown?: number
  skip?: Set<number>
  mentions?: Set<number>
  peerDelivered?: number
  peerRead?: number
  version?: number
  mutedUntil?: number
  archived?: boolean
  pinnedAt?: number
  markedUnread?: boolean
  draft?: string
  clearedUpTo?: number
  /** Stretches of past blocks. */
  hidden?: Span[]
  /** End of the last of those: what comes from behind it is heard, unless it is blocked again. */
  hiddenTo?: number
  /** While the other side is blocked: since behind which position. */
  blockedAfter?: number
  /** The last position that was kept from this person by that, as far as fan-out has come. */
  kept?: number
  marked?: number
  undelivered?: Set<number>
  large?: boolean
}
export type Correction = {
  readonly seq: number
  readonly by: number
  readonly preview: string
  readonly deleted?: true
}

type Numbers = { readonly skip?: number[]; readonly mentions?: number[]; readonly undelivered?: number[] }

/**
 * What becomes of a row: attributes get other values (undefined: none), sets grow and shrink. It holds only for a
 * row in which `guards` are as they were seen.
 */
export type RowChange = {
  readonly set?: { readonly [Name in keyof StoredRow]?: StoredRow[Name] | undefined }
  readonly add?: Numbers
  readonly drop?: Numbers
  readonly guards: readonly (keyof StoredRow)[]
}

export function watermarkOf(row: StoredRow): Watermark {
  return { delivered: row.delivered ?? 0, read: row.read ?? 0 }
}

/** The stretches hidden by blocks, in order; the one that is going on has no end. */
export function hiddenOf({ hidden = [], blockedAfter }: StoredRow): Span[] {
  return blockedAfter === undefined ? hidden : [...hidden, { after: blockedAfter }]
}

/** A row as the rules see it. */
export function toRow(conversation: ConversationId, row: StoredRow): InboxRow {
  const read = row.read ?? 0
  const peer = { delivered: row.peerDelivered ?? 0, read: row.peerRead ?? 0 }
  return {
    conversation,
    head: { seq: row.seq ?? 0, n: row.n ?? 0 },
    at: row.at ?? 0,
    ...shownOf(row),
    ...given({ title: row.title, marked: row.marked }),
    mine: watermarkOf(row),
    shown: row.shown ?? 0,
    readN: row.readN ?? 0,
    skip: behind(row.skip, read),
    mentions: behind(row.mentions, read),
    peer,
    settings: settingsOf(row),
    hidden: hiddenOf(row),
    undelivered: behind(row.undelivered, peer.delivered),
    large: row.large ?? false,
  }
}

/** What a list of chats shows of the last message: nothing of one that was cleared. */
function shownOf(row: StoredRow): Pick<InboxRow, 'from' | 'preview' | 'shows' | 'media' | 'previewExpires'> {
  if (row.clearedUpTo !== undefined && (row.previewSeq ?? 0) <= row.clearedUpTo) return {}
  const { from, preview, previewSeq: shows, previewMedia: media, previewExpires } = row
  return given({ from, preview, shows, media, previewExpires })
}

function settingsOf({ version = 0, ...row }: StoredRow): InboxRow['settings'] {
  const { mutedUntil, archived, pinnedAt, markedUnread, draft, clearedUpTo } = row
  return { version, ...given({ mutedUntil, archived, pinnedAt, markedUnread, draft, clearedUpTo }) }
}

function behind(positions: Set<number> | undefined, seq: number): number[] {
  return [...(positions ?? [])].filter((position) => position > seq).sort((a, b) => a - b)
}
