import type { Change } from './change.ts'
import type { ClientId, ConversationId, DeviceId, UserId } from './ids.ts'
import type { Media, MediaId } from './media.ts'
import type { Text } from './text.ts'

/** Where a log stands. Each entry carries it, so whoever knows the tail knows all of this without a read. */
export type Head = {
  /** The last position. */
  readonly seq: number
  /** How many countable messages the log holds up to there. */
  readonly n: number
  /** Position of the last entry that changed the conversation itself (members, roles, settings, pins); 0 if none did. */
  readonly epoch: number
  /** Until when the conversation's pace is used up, milliseconds since the epoch; see `pace`. */
  readonly busy: number
}

export const EMPTY_HEAD: Head = { seq: 0, n: 0, epoch: 0, busy: 0 }

/** A message somebody wrote. */
export type MessageBody = Text & {
  /** Position of the message that this one answers. */
  readonly reply?: number
  readonly mentions?: readonly UserId[]
  readonly forwarded?: boolean
  /** A file; the text beside it may be empty. */
  readonly media?: Media
}

/** What takes a position of a log. Only messages count as unread; the others aim at an earlier message or at the conversation. */
export type Body =
  | MessageBody
  /** The body of a message that was deleted for everyone; it keeps its position and still counts. */
  | { readonly kind: 'deleted' }
  | { readonly kind: 'edit'; readonly target: number; readonly content: Text | { readonly kind: 'deleted' } }
  | { readonly kind: 'deletion'; readonly target: number }
  /** `emoji` null takes the reaction back. One reaction a person and message. */
  | { readonly kind: 'reaction'; readonly target: number; readonly emoji: string | null }
  | { readonly kind: 'change'; readonly change: Change }

/** What a device asks to be appended, after it has been judged. */
export type Draft = {
  readonly conversation: ConversationId
  readonly from: UserId
  readonly device: DeviceId
  readonly clientId: ClientId
  readonly body: Body
  /** When it is no longer to be seen, milliseconds since the epoch. */
  readonly expires?: number
}

/** One position of a conversation's log. */
export type Entry = Draft &
  Head & {
    /** Server time of the append, milliseconds since the epoch. */
    readonly at: number
    /** SHA-256 of the body as it was sent, hex: once a deletion has taken it, that tells whether a retry is the same. */
    readonly digest?: string
    /** The file that a message brought along that was deleted for everyone: it is to be forgotten too. */
    readonly file?: MediaId
    /** What the last edit of this message makes it say; `body` stays what it first said. */
    readonly latest?: Latest
    /** Positions of the edits of this message, oldest first, up to that of `latest`. */
    readonly edits?: readonly number[]
    readonly reactions?: Readonly<Record<UserId, Reaction>>
  }

/** What the edit at a position makes a message say. */
export type Latest = { readonly seq: number; readonly content: Text }

/** Somebody's reaction to a message, by the entry at a position. */
export type Reaction = { readonly seq: number; readonly emoji: string }

/** Whether a body is a message: what is counted, shown as a line of its own, and can be aimed at. */
export function isMessage(body: Body): body is MessageBody {
  return body.kind === 'text' || body.kind === 'long-text'
}

/** A deleted message still counts: what was counted once is never taken back. */
export function isCountable(body: Body): boolean {
  return isMessage(body) || body.kind === 'deleted'
}

/** The entry that takes the position after `head`. */
export function entryAfter(head: Head, draft: Draft, at: number, busy: number): Entry {
  const seq = head.seq + 1
  return {
    ...draft,
    seq,
    n: head.n + (isCountable(draft.body) ? 1 : 0),
    epoch: draft.body.kind === 'change' ? seq : head.epoch,
    busy,
    at,
  }
}

export function headOf({ seq, n, epoch, busy }: Head): Head {
  return { seq, n, epoch, busy }
}

/** Whether an entry is the one that this draft retries. */
export function isRetryOf(
  entry: Pick<Entry, 'from' | 'device' | 'clientId'>,
  draft: Pick<Draft, 'from' | 'device' | 'clientId'>,
): boolean {
  return entry.from === draft.from && entry.device === draft.device && entry.clientId === draft.clientId
}

/** Whether an entry is no longer to be seen, though its item may still lie in the table. */
export function isExpired({ expires }: Pick<Entry, 'expires'>, now: number): boolean {
  return expires !== undefined && expires <= now
}
