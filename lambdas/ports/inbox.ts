import type { ConversationId, Head, MediaKind, ReadPosition, Span, UserId, Watermark } from '@parley/domain'
import type { WireChatSettings } from '@parley/protocol'
import type { Speaker } from './sockets.ts'

/** A conversation as one member's inbox has it. */
export type InboxRow = {
  readonly conversation: ConversationId
  readonly head: Pick<Head, 'seq' | 'n'>
  /** Time of the last message or change, milliseconds since the epoch; 0 before the first. */
  readonly at: number
  readonly from?: UserId
  readonly preview?: string
  /** Position of the message that the preview is of. */
  readonly shows?: number
  /** What kind of file the last message brought along. */
  readonly media?: MediaKind
  /** From when on the preview is not to be shown, milliseconds since the epoch. */
  readonly previewExpires?: number
  /** A group's. */
  readonly title?: string
  /** How far this person has come. */
  readonly mine: Watermark
  /** How far others may see that it has read: behind `mine.read` while it hides that. */
  readonly shown: number
  /** Countable messages up to `mine.read`, and countable positions behind it that are not to be read. */
  readonly readN: ReadPosition['readN']
  readonly skip: ReadPosition['skip']
  /** Positions behind `mine.read` that mention this person. */
  readonly mentions: readonly number[]
  /** How far the other side of a direct conversation has come. */
  readonly peer: Watermark
  readonly settings: ChatSettings
  /** In a direct conversation: stretches of which only what this person wrote itself is to be heard, the other being blocked. */
  readonly hidden: readonly Span[]
  /** When a message was last starred or hidden. */
  readonly marked?: number
  readonly undelivered: readonly number[]
  readonly large: boolean
}

/** What a person has chosen for one conversation, less `blocked`: that is `hidden`. The version grows with every choice. */
export type ChatSettings = Omit<WireChatSettings, 'blocked'>

/** What new entries, in order, mean to one member's inbox row. */
export type News = {
  readonly conversation: ConversationId
  /** The last of them. */
  readonly head: Pick<Head, 'seq' | 'n'>
  /** The last of them that a list of chats shows: absent if that was none. Its preview is not to be shown after `expires`. */
  readonly shows?: {
    readonly seq: number
    readonly at: number
    readonly from: UserId
    readonly preview: string
    readonly media?: MediaKind
    readonly expires?: number
  }
  /** An earlier message now reads so, or is deleted for everyone; matters if the row shows that one. */
  readonly corrects: readonly { readonly seq: number; readonly preview: string; readonly deleted?: true }[]
  readonly title?: string
  /**
   * The entries from this position up to the head were written by this very person: if it had read all before
   * them, it has read them too.
   */
  readonly ownFrom?: number
  /** Countable positions that this person wrote. */
  readonly own: readonly number[]
  /** Positions that mention it. */
  readonly mentions: readonly number[]
  /** It came in with this entry: what was before is not unread. */
  readonly joined?: Pick<Head, 'seq' | 'n'>
  /** Everything else in it that was written by others, countable: skipped if the row hides them. */
  readonly others: readonly number[]
  /** Positions in it that others wrote and that do not count: what is done to messages or to the conversation. */
  readonly silent?: readonly number[]
}

/** Each person's conversations. Positions only move forward, whatever comes twice, late or out of order. */
export type Inbox = {
  /**
   * The conversation has come this far. False if some of it is hidden from this person, having blocked the other
   * side: that is noted as what it need not read, and the row's `hidden` says which positions of others it is.
   */
  advance(user: UserId, news: News, now: number): Promise<boolean>
  /**
   * This person's device says how far it has come; `isShown` if others may know how far it has read. False if
   * that was nothing new.
   */
  mark(
    speaker: Speaker,
    conversation: ConversationId,
    mark: Mark,
    isShown: boolean,
    now: number,
  ): Promise<boolean>
  /** The other side has come this far. */
  peerMark(user: UserId, conversation: ConversationId, peer: Watermark, now: number): Promise<void>
  /** Changes what this person has chosen; absent stays, null takes back. What it is then. */
  choose(speaker: Speaker, conversation: ConversationId, choice: Choice, now: number): Promise<InboxRow>
  /** From what its row shows now on, this person hears nothing of the other side. Twice is once. */
  block(speaker: Speaker, conversation: ConversationId, now: number): Promise<InboxRow>
  /** Ends that: what stands up to position `seq` stays unheard. */
  unblock(speaker: Speaker, conversation: ConversationId, seq: number, now: number): Promise<InboxRow>
  /**
   * The row of a conversation too large for `advance`. Makes it, as read up to the end of the log. One that there is
   * keeps what is unread, unless this person only now comes in (again).
   */
  enlist(
    user: UserId,
    conversation: ConversationId,
    title: string,
    end: Pick<Head, 'seq' | 'n'>,
    comesIn: boolean,
    now: number,
  ): Promise<void>
  /** An own message could not be brought to everybody. */
  undelivered(user: UserId, conversation: ConversationId, seq: number, now: number): Promise<void>
  row(user: UserId, conversation: ConversationId): Promise<InboxRow | undefined>
  /** The rows of several people in one conversation, or in several; perhaps not the latest. Those that are not there are left out. */
  rows(
    keys: readonly { user: UserId; conversation: ConversationId }[],
  ): Promise<(InboxRow & { user: UserId })[]>
  /** Rows changed at or after `since`, strongly consistent, in no order; `next` resumes a page that was cut. */
  changed(user: UserId, since: number, resume: ConversationId | undefined, limit: number): Promise<Changed>
}

/** A watermark with the number of countable messages up to its read position. */
export type Mark = Watermark & { readonly readN: number }

export type Changed = { readonly rows: InboxRow[]; readonly next?: ConversationId }

export type Choice = {
  readonly mutedUntil?: number | null
  readonly archived?: boolean
  readonly pinned?: boolean
  readonly markedUnread?: boolean
  readonly draft?: string | null
  readonly clearedUpTo?: number
}

/** Messages that a person has starred or hidden for itself. */
export type Marks = {
  /**
   * What is absent stays. Also notes on the inbox row when it was: what it notes is returned, milliseconds since the
   * epoch, and later than any before.
   */
  put(
    speaker: Speaker,
    conversation: ConversationId,
    seq: number,
    mark: Partial<MessageMark>,
    now: number,
  ): Promise<number>
  /** Behind position `after`, in order. */
  list(
    user: UserId,
    conversation: ConversationId,
    after: number,
    limit: number,
  ): Promise<(MessageMark & { seq: number })[]>
}

export type MessageMark = { readonly starred: boolean; readonly hidden: boolean }
