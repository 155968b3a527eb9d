import type {
  ConversationId,
  ConversationSettings,
  Member,
  Role,
  Conversation as State,
  UserId,
  Watermark,
} from '@parley/domain'
import type { Attachment, Download, FileSource } from './media-api.ts'
import type { Message, MessageStatus, Outgoing } from './message.ts'
import type { Person } from './person.ts'

/** What an app sees of a conversation. What is read is in memory and at hand; what returns a promise may ask the server. */
export interface Conversation {
  readonly id: ConversationId
  readonly kind: 'direct' | 'group'
  /** A group's title; else what this account calls the other person, or their name, or handle while that is not known. */
  readonly title: string
  /** The other person of a direct conversation; only `user` is known until the profile has been loaded. */
  readonly with: Person | undefined
  /** The conversation itself: members, settings, pins. Undefined until it has been loaded, which opening does. */
  readonly about: About | undefined
  /** The end of the log, as far as this device has heard. */
  readonly head: LogEnd
  /**
   * The end of the log that is in memory, in order: messages and changes of the conversation. Edits, deletions and
   * reactions are seen on the messages they are about. A new array whenever it changes.
   */
  readonly messages: readonly Message[]
  /** Whether there are messages older than `messages`: `history()` loads them. */
  readonly more: boolean
  /** What is on its way, in order; messages among it are shown after `messages`. */
  readonly pending: readonly Outgoing[]
  /** Exact: derived from the end of the log and the position this account has read up to. */
  readonly unread: number
  /** Unread messages that mention this account. */
  readonly unreadMentions: number
  /** How far the other side of a direct conversation has received and read. */
  readonly peer: Watermark
  /** How far this account has received and read. */
  readonly mine: Watermark
  /** Time of the last activity, milliseconds since the epoch; 0 without any. */
  readonly at: number
  /** The beginning of the last message that is not deleted for oneself, and who wrote it. */
  readonly preview: string | undefined
  readonly from: UserId | undefined
  /** What this account has chosen for it, the same on every device; a choice shows at once and is sent until it is kept. */
  readonly chosen: Chosen

  /**
   * Puts a message in the outbox and returns at once. It is written to storage before it is sent and goes
   * out in order, after any outage and any restart. Throws `BAD_TEXT` for what is empty, longer than
   * 100,000 code points or not Unicode; `FORBIDDEN` to somebody blocked, or in a group one is not in.
   */
  send(text: string, options?: SendOptions): Outgoing
  /**
   * Brings up a file and then sends it, with a text that may be empty. It takes its place among what is sent when it
   * is ready: messages written meanwhile do not wait for it, files sent after it do. `sent.upload` tells how far it is.
   * A file the device loses over a restart is asked for again: see `resume`.
   */
  sendFile(attachment: Attachment, text?: string, options?: SendOptions): Outgoing
  /** Goes on with an upload that was held after a restart, by its very file. Rejects with `BAD_MEDIA` for another one. */
  resume(sent: Outgoing, file: FileSource): Promise<void>
  /**
   * Addresses to download a message's file. `refused` is what was told before and storage does not honour any more: then
   * others are asked for. Errors: `NOT_FOUND`.
   */
  download(message: Message, refused?: Download): Promise<Download>
  /** Tells who is listening that one is writing or speaking; call it on every keystroke, little of it is sent. */
  typing(doing?: 'typing' | 'recording' | 'nothing'): void
  /** Who is writing or speaking now. */
  readonly typists: ReadonlyMap<UserId, 'typing' | 'recording'>

  /** These go the same way as messages do. The first two throw `NOT_FOUND` for what is not an own message. */
  edit(message: Message, text: string): Outgoing
  deleteForEveryone(message: Message): Outgoing
  /** One reaction a person and message; null takes it back. */
  react(message: Message, emoji: string | null): Outgoing
  pin(message: Message, isPinned?: boolean): Outgoing
  /** Sends a message of any conversation here, marked as forwarded. */
  forward(message: Message): Promise<Outgoing>

  /**
   * A page of messages, oldest first. By default the page before `messages`, which then begins with it: that is for
   * apps that keep all they show. One that says `before` or `after` (positions, exclusive) gets a page of its own,
   * which it may forget again: `messages` stays as it is, and `changed` tells what becomes of those in the page.
   * `limit` is 1 to 200, 50 unless said: of positions, so a page may hold fewer messages. From this device's storage
   * where it holds the page, else from the server.
   */
  history(query?: HistoryQuery): Promise<HistoryPage>
  /** The message at a position, as a reply names it; undefined if it is not to be had. */
  message(seq: number): Promise<Message | undefined>
  /** The whole text of a message, fetched if need be. Errors: `NOT_FOUND`, `UNREACHABLE`. */
  text(message: Message): Promise<string>
  /** Says that the user has read up to a position; by default all that is in memory. Never moves back. */
  markRead(seq?: number): void
  /** How far an own message has come, derived from watermarks: in a group, `delivered` and `read` mean by everyone. */
  statusOf(message: Message): MessageStatus
  /** Who of a message's readers has received and read it, by what is known; `refreshReceipts` asks. */
  receiptsOf(message: Message): {
    readonly delivered: readonly UserId[]
    readonly read: readonly UserId[]
    readonly of: number
  }
  refreshReceipts(): Promise<void>

  /** Hides a message on this account's devices. */
  deleteForMe(message: Message): Promise<void>
  star(message: Message, isStarred?: boolean): Promise<void>
  /** The starred messages, oldest first. */
  starred(): Promise<readonly Message[]>

  /** Until a time in milliseconds since the epoch, for ever (`Infinity`), or no longer (null). */
  mute(until: number | null): void
  archive(isArchived?: boolean): void
  /** Keeps it on top of the list. */
  keepOnTop(isOnTop?: boolean): void
  /** Shows it as unread until it is next read. */
  markUnread(): void
  /** A text not yet sent; empty for none. */
  saveDraft(text: string): void
  /** Deletes what there is now for this account only; it comes back with the next message. */
  deleteChat(): void
  /** In a direct conversation: hear nothing of the other person any more, who is not told. */
  block(isBlocked?: boolean): Promise<void>

  /** Changes a group one leads, or `disappearAfter` in any conversation. Errors: `FORBIDDEN`. */
  update(settings: ConversationSettings): Promise<void>
  addMembers(users: readonly UserId[]): Promise<void>
  removeMember(user: UserId): Promise<void>
  setRole(user: UserId, role: Role): Promise<void>
  leave(): Promise<void>
  /** `lifetime` in seconds, a week unless said. */
  createInvite(options?: { lifetime?: number }): Promise<{ code: string; expiresAt: number }>
  invites(): Promise<{ invite: string; by: UserId; expiresAt: number }[]>
  revokeInvite(inviteOrCode: string): Promise<void>
}

/** The last position of a log, and how many countable messages it holds up to there. */
export type LogEnd = { readonly seq: number; readonly n: number }

/** What a message may carry besides its text. */
export type SendOptions = {
  /** The message that this one answers. */
  readonly reply?: Message
  readonly mentions?: readonly UserId[]
}

/** A conversation itself, as of the entry at `version`. */
export type About = Omit<State, 'id' | 'members' | 'large'> & {
  /** Those who are in it now. */
  readonly members: readonly Pick<Member, 'user' | 'role' | 'since'>[]
  /** This account's role; undefined if it is no longer in it. */
  readonly role: Role | undefined
}

/** What an account has chosen for a conversation. */
export type Chosen = {
  /** Milliseconds since the epoch; undefined if not muted now. */
  readonly mutedUntil: number | undefined
  readonly archived: boolean
  readonly onTop: boolean
  readonly markedUnread: boolean
  readonly draft: string
  readonly blocked: boolean
}

/** Positions, exclusive; see `Conversation.history`. */
export type HistoryQuery =
  | { readonly before?: number; readonly limit?: number }
  | { readonly after: number; readonly limit?: number }

/** Messages oldest first. */
export type HistoryPage = {
  readonly messages: readonly Message[]
  /** There is another page in that direction: before `first`, or after `last`. */
  readonly more: boolean
  /** The page covers these positions and those between them; `last` is `first - 1` if it covers none. */
  readonly first: number
  readonly last: number
}
