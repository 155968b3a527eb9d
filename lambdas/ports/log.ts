import type {
  ClientId,
  Conversation,
  ConversationId,
  DeviceId,
  Entry,
  Head,
  MediaId,
  Span,
  Text,
  UserId,
} from '@parley/domain'

/** The logs: one per conversation, positions 1..N. Reads are strongly consistent unless said otherwise. */
export type MessageLog = {
  /**
   * Takes the entry's position if it is free, together with everything in `along`, or nothing at all:
   * undefined then, durably. Else the entry that stands there. The caller must know that position `seq - 1` is
   * taken: this is what keeps a log without gaps. Whoever takes a position has seen all before it, so what goes
   * along needs no condition of its own.
   */
  place(entry: Entry, along?: Along): Promise<Entry | undefined>
  /** Entries from position `seq` on, oldest first, at most `limit`. If not `consistent`, perhaps not the latest. */
  from(conversation: ConversationId, seq: number, limit: number, consistent: boolean): Promise<Page>
  /** Entries below position `seq` (from the end without one), newest first, at most `limit`. */
  below(conversation: ConversationId, seq: number | undefined, limit: number): Promise<Page>
  /** The entries at these positions; those that do not exist are left out. In one call a hundred. */
  at(positions: readonly { conversation: ConversationId; seq: number }[]): Promise<Entry[]>
  /** Where the log stands; `EMPTY_HEAD` for one that holds nothing. */
  head(conversation: ConversationId): Promise<Head>
  /** Lets an entry's item be deleted some time after it expires. Only for an entry that another one follows. */
  mayVanish(entry: Entry): Promise<void>
}

/** `more`: the page was cut, by `limit` or by size; there may be further entries. */
export type Page = { readonly entries: Entry[]; readonly more: boolean }

/** What an entry changes besides its own position, in one transaction with it. */
export type Along = {
  /** Earlier entries of the same log as they are from now on. */
  readonly amended?: readonly Amendment[]
  /** The conversation itself after the entry. */
  readonly conversation?: Conversation
  /** The spans of people who leave with this entry, kept for good. */
  readonly left?: readonly { readonly user: UserId; readonly spans: readonly Span[] }[]
}

export type Amendment =
  /** By the entry at position `edit` a message says something else; what it first said is kept. */
  | { readonly seq: number; readonly edit: number; readonly content: Text }
  /**
   * A message, or an edit of one, loses all that it says and said, for good; `digest` is that of its body, `file` what
   * it brought along.
   */
  | { readonly seq: number; readonly deleted: true; readonly digest: string; readonly file?: MediaId }
  /** Somebody's reaction by the entry at position `by`; `emoji` null takes it back. */
  | { readonly seq: number; readonly by: number; readonly user: UserId; readonly emoji: string | null }

/** Texts too long for the log. */
export type Texts = {
  /** Durable when it returns; the same key twice is the same text. */
  put(key: TextKey, text: string): Promise<void>
  get(key: TextKey): Promise<string>
  /** Forgets it; no matter if there is none. */
  remove(key: TextKey): Promise<void>
}

export type TextKey = {
  readonly conversation: ConversationId
  readonly from: UserId
  readonly device: DeviceId
  readonly clientId: ClientId
  /** Of the body that the text belongs to; see `digestOf`. */
  readonly digest: string
  /** For how long it is read, milliseconds; for ever if absent. The store may forget it some time later. */
  readonly lifetime?: number
}
