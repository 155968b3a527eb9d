import type { Change, ClientId, ConversationId, DeviceId, Media, UserId } from '@parley/domain'
import type { ParleyError } from './error.ts'
import type { Upload } from './media-api.ts'

/** A message at its final position. Plain data: it may be kept, compared and stored. */
export type Message = {
  readonly conversation: ConversationId
  /** Position in the conversation, 1..N without gap; the order for everyone. */
  readonly seq: number
  /** Countable messages up to and including this one. */
  readonly n: number
  /** The server's time, milliseconds since the epoch. For showing; order is by `seq` alone. */
  readonly at: number
  readonly from: UserId
  /** Whether this account wrote it, on whichever device. */
  readonly mine: boolean
  readonly device: DeviceId
  readonly clientId: ClientId
  /** `deleted`: by its author or an admin, for everyone. `change`: something about the conversation itself, see `change`. */
  readonly kind: 'message' | 'deleted' | 'change'
  readonly change?: Change
  /** Position of the message that this one answers. */
  readonly reply?: number
  readonly mentions?: readonly UserId[]
  readonly forwarded?: boolean
  /** A file that it brings along: `Conversation.download` fetches it. */
  readonly media?: Media
  /** Whether its author has changed it since. */
  readonly edited?: boolean
  /** Emoji by person. */
  readonly reactions?: Readonly<Record<UserId, string>>
  readonly starred?: boolean
  /** When it disappears, by the server's clock, milliseconds since the epoch. */
  readonly expiresAt?: number
  /** The whole text; absent while it is `long` and not fetched: see `Conversation.text`. */
  readonly text?: string
  /** The beginning of a long text, to show meanwhile. */
  readonly preview?: string
  /** Present if the text is too long for a frame: its length in code points, where known. */
  readonly long?: { readonly chars?: number }
}

/**
 * How far an own message has come: `delivered` and `read` are said by the other side's devices. `undelivered`: the
 * server holds it but could not bring it to everybody.
 */
export type MessageStatus = 'sent' | 'undelivered' | 'delivered' | 'read'

/** A message, or what is done to one, on its way: in the outbox until the log shows it. */
export type Outgoing = {
  readonly conversation: ConversationId
  readonly clientId: ClientId
  readonly kind: 'message' | 'edit' | 'delete' | 'react' | 'pin'
  /** What a message or an edit says; empty for the others. */
  readonly text: string
  /** The message that is edited, deleted, reacted to or pinned. */
  readonly target?: number
  /** Of a reaction: what it is; absent when one is taken back. */
  readonly emoji?: string
  readonly reply?: number
  /** Of a message with a file: how far that is. */
  readonly upload?: Upload
  /** When it was written, by this device's clock. */
  readonly createdAt: number
  /** `sent`: acked and durable. `failed`: given up; only `retry` and `discard` change it. */
  readonly status: 'pending' | 'sent' | 'failed'
  /** Why it failed. */
  readonly error: ParleyError | undefined
  /**
   * Resolves with the final position once the server holds the message; rejects if it failed. May be left
   * alone: a rejection nobody waits for is not reported as unhandled. `retry` makes a new promise.
   */
  readonly acked: Promise<Ack>
  /** Tries a failed message again, as the same message: it cannot appear twice. */
  retry(): void
  /** Forgets a failed message. Does nothing to one that has not failed. */
  discard(): Promise<void>
}

export type Ack = { readonly seq: number; readonly at: number }
