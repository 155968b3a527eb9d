import type {
  ConversationId,
  ConversationSettings,
  DeviceId,
  HistoryRule,
  Role,
  UserId,
  Watermark,
} from '@parley/domain'
import type { ParleyError } from './error.ts'
import type { Message, MessageStatus, Outgoing } from './message.ts'
import type { Platform } from './platform.ts'
import type { Storage } from './storage.ts'
import type { Timing } from './timing.ts'

/** What an app sees of the SDK. Everything is in memory and at hand; only what says so goes to the server. */
export interface ChatClient {
  /** Who is signed in on this device. */
  readonly me: Person | undefined
  /** This device's id: made once, kept in storage. */
  readonly device: DeviceId
  readonly connection: ConnectionState

  /** Makes an account and signs in; whoever was signed in is disconnected. Errors: `HANDLE_TAKEN`, `WEAK_PASSWORD`, `BAD_REQUEST`. */
  signUp(account: { handle: string; name: string; password: string }): Promise<Person>
  /** As `signUp`, to an account there is. Errors: `WRONG_CREDENTIALS`. A storage that held someone else's messages is emptied first. */
  signIn(credentials: { handle: string; password: string }): Promise<Person>
  /** Chooses handle and name after the first sign-in with a foreign identity provider. */
  createProfile(profile: { handle: string; name: string }): Promise<Person>
  /** Disconnects and forgets everything this device holds, unsent messages included. */
  signOut(): Promise<void>

  /**
   * Connects and stays connected: it reconnects by itself until `disconnect`, `close` or a final state.
   * Resolves when first `online`. Rejects with `SIGNED_OUT`, `REPLACED`, `CLOSED` or what the server
   * refuses for good (`NO_PROFILE`, `TOO_MANY_DEVICES`).
   */
  connect(): Promise<void>
  disconnect(): void
  /**
   * Disconnects and releases the storage; what has been stored is still told before it resolves. What is in
   * the outbox goes out by the next client on the same storage.
   */
  close(): Promise<void>

  /**
   * The conversation with a person, with its newest messages loaded; the same object for the same person.
   * Errors: `NOT_FOUND`. Without a network it works for people already known to this device.
   */
  openDirect(handle: string): Promise<Conversation>
  /**
   * Makes a group that this account owns. Members by user id, or by handle; who cannot be added is left out.
   * Errors: `NOT_FOUND` for a handle nobody has, `TOO_MANY`.
   */
  createGroup(group: NewGroup): Promise<Conversation>
  /** What an invite leads to. Errors: `NOT_FOUND` for one that is wrong, expired or revoked. */
  invite(code: string): Promise<InvitePreview>
  /** Joins the group that an invite leads to. Errors: `NOT_FOUND`, `TOO_MANY`. */
  join(code: string): Promise<Conversation>
  conversation(id: ConversationId | string): Conversation | undefined
  /** Every conversation of this account, the one with the latest activity first. */
  conversations(): readonly Conversation[]

  /** What this device knows of a person: members of groups are looked up by themselves, and told of by `conversation`. */
  person(user: UserId): Person

  /** The account's settings, the same on every device. */
  readonly settings: AccountSettings
  updateSettings(settings: Partial<AccountSettings>): Promise<void>
  /** This account's devices. */
  devices(): Promise<Device[]>
  /** Signs another device out: its socket closes, and it forgets what it holds when it next connects. */
  signOutDevice(device: string): Promise<void>

  /** Listens; returns the function that stops it. */
  on<Name extends keyof ChatEvents>(name: Name, listener: (event: ChatEvents[Name]) => void): () => void
}

export interface Conversation {
  readonly id: ConversationId
  readonly kind: 'direct' | 'group'
  /** A group's title; in a direct conversation the other person's name, or handle while that is not known. */
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
  /** The beginning of the last message, and who wrote it. */
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
  /** These go the same way as messages do. The first two throw `NOT_FOUND` for what is not an own message. */
  edit(message: Message, text: string): Outgoing
  deleteForEveryone(message: Message): Outgoing
  /** One reaction a person and message; null takes it back. */
  react(message: Message, emoji: string | null): Outgoing
  pin(message: Message, isPinned?: boolean): Outgoing
  /** Sends a message of any conversation here, marked as forwarded. */
  forward(message: Message): Promise<Outgoing>

  /**
   * A page of messages, oldest first. By default the page before `messages`, which then begins with it.
   * `before` and `after` are positions (exclusive); `limit` is 1 to 200, 50 unless said: of positions, so a page may
   * hold fewer messages. `more`: there is another page in that direction. From this device's storage where it holds
   * the page, else from the server.
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

export type LogEnd = { readonly seq: number; readonly n: number }

export type SendOptions = {
  /** The message that this one answers. */
  readonly reply?: Message
  readonly mentions?: readonly UserId[]
}

export type NewGroup = {
  readonly title: string
  readonly members: readonly (UserId | string)[]
  readonly description?: string
  readonly picture?: string
  /** What those who join later may read: from their joining on (unless said), or all. */
  readonly history?: HistoryRule
}

export type InvitePreview = {
  readonly conversation: ConversationId
  readonly title: string
  readonly description: string
  readonly picture: string
  readonly members: number
}

/** A conversation itself, as of the entry at `version`. */
export type About = {
  readonly version: number
  readonly title: string
  readonly description: string
  readonly picture: string
  readonly history: HistoryRule
  /** Seconds; 0 for never. */
  readonly disappearAfter: number
  readonly pins: readonly number[]
  readonly members: readonly { readonly user: UserId; readonly role: Role; readonly since: number }[]
  /** This account's role; undefined if it is no longer in it. */
  readonly role: Role | undefined
}

export type Chosen = {
  /** Milliseconds since the epoch; undefined if not muted now. */
  readonly mutedUntil: number | undefined
  readonly archived: boolean
  readonly onTop: boolean
  readonly markedUnread: boolean
  readonly draft: string
  readonly blocked: boolean
}

export type AccountSettings = { readonly readReceipts: boolean }

export type Device = {
  readonly device: DeviceId
  readonly name?: string
  readonly since: number
  readonly online: boolean
  /** Whether it is this one. */
  readonly own: boolean
}

export type HistoryQuery =
  | { readonly before?: number; readonly limit?: number }
  | { readonly after: number; readonly limit?: number }

export type HistoryPage = { readonly messages: readonly Message[]; readonly more: boolean }

export type Person = { readonly user: UserId; readonly handle?: string; readonly name?: string }

/**
 * `offline`: not asked to connect, or refused for good (see `error`). `waiting`: will try at `retryAt`.
 * `online`: the socket is open and the inbox is in sync; missed messages may still be coming in.
 * `replaced`: this device connected elsewhere. `signed-out`: no session, or it was ended.
 */
export type ConnectionState = 'offline' | 'connecting' | 'waiting' | 'online' | 'replaced' | 'signed-out'

export type ChatEvents = {
  connection: { readonly state: ConnectionState; readonly retryAt?: number; readonly error?: ParleyError }
  /**
   * Every message of every conversation, once on this device and in order; own ones too. It is in storage by
   * then: one that a killed client had stored and not yet told is in `history`, and not told again.
   */
  message: { readonly conversation: Conversation; readonly message: Message }
  /** A message that was told before is now another: edited, deleted, reacted to, starred, or no longer to be seen. */
  changed: { readonly conversation: Conversation; readonly message: Message }
  /** The server could not bring an own message to everybody, after all its retries; they will find it when they next look. */
  undelivered: { readonly conversation: Conversation; readonly message: Message }
  settings: AccountSettings
  /** Someone has received or read further. About oneself: another of one's devices said so. */
  receipt: { readonly conversation: Conversation; readonly user: UserId } & Watermark
  /** Anything a list of chats shows has changed: it is new, its name, end, unread count or loaded messages. */
  conversation: { readonly conversation: Conversation }
  /** An own message changed its status. */
  outbox: { readonly conversation: Conversation; readonly sent: Outgoing }
  /** Something in the background failed that the app may want to say. Lost connections are not errors. */
  error: ParleyError
}

export type ClientOptions = {
  /** Where the HTTP API is, without a trailing slash, such as `https://api.example.com`. */
  httpUrl: string
  /** Where the WebSocket API is, such as `wss://live.example.com/prod`. */
  socketUrl: string
  /** Held by one client at a time. Its lifetime is this device's memory. */
  storage: Storage
  /** This device's id, 8 to 32 of `A-Z a-z 0-9 _ -`; made and kept in storage unless given. */
  device?: string
  /** Shown in the account's list of devices. */
  deviceName?: string
  /**
   * Tokens of a foreign identity provider, instead of `signUp` and `signIn`. Asked before every request;
   * `refused` is true if the last one was not accepted. Throw to end the session.
   */
  tokens?: (refused: boolean) => Promise<string>
  /** Fetch long texts before a message is delivered; true unless said. */
  fetchLongText?: boolean
  /** Intervals in milliseconds, each with a default. */
  timing?: Partial<Timing>
  /** The outside world, for other runtimes and for tests. */
  platform?: Partial<Platform>
}
