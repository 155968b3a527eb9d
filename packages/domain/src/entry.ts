import type { ClientId, ConversationId, DeviceId, UserId } from './ids.ts'

/** Where a log stands: its last position, and how many countable messages it holds up to there. */
export type Head = { readonly seq: number; readonly n: number }

export const EMPTY_HEAD: Head = { seq: 0, n: 0 }

/** Text too long for a table item: it lies in object storage and is fetched by the reader. */
export type LongText = {
  /** Length in Unicode code points. */
  readonly chars: number
  /** Length in UTF-8 bytes. */
  readonly bytes: number
  /** SHA-256 of the UTF-8 bytes, hex: tells a retry from another body under the same client id. */
  readonly sha256: string
}

export type Body =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'long-text'; readonly preview: string; readonly long: LongText }

/** What a device asks to be appended, after its text has been judged. */
export type Draft = {
  readonly conversation: ConversationId
  readonly from: UserId
  readonly device: DeviceId
  readonly clientId: ClientId
  readonly body: Body
}

/** One position of a conversation's log. */
export type Entry = Draft &
  Head & {
    /** Server time of the append, milliseconds since the epoch. */
    readonly at: number
  }

/** Whether two bodies are the same message. */
export function sameBody(a: Body, b: Body): boolean {
  if (a.kind === 'text' && b.kind === 'text') return a.text === b.text
  if (a.kind === 'long-text' && b.kind === 'long-text') return a.long.sha256 === b.long.sha256
  return false
}

/** The entry that takes the position after `head`. Every kind of body so far counts as a message. */
export function entryAfter(head: Head, draft: Draft, at: number): Entry {
  return { ...draft, seq: head.seq + 1, n: head.n + 1, at }
}

/** Whether an entry is the message that this draft retries. */
export function isRetryOf(entry: Entry, draft: Draft): boolean {
  return entry.from === draft.from && entry.device === draft.device && entry.clientId === draft.clientId
}
