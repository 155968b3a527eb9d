import type { ConversationId, DeviceId, Head, UserId, Watermark } from '@parley/domain'
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
  conversation(id: ConversationId | string): Conversation | undefined
  /** Every conversation of this account, the one with the latest activity first. */
  conversations(): readonly Conversation[]

  /** Listens; returns the function that stops it. */
  on<Name extends keyof ChatEvents>(name: Name, listener: (event: ChatEvents[Name]) => void): () => void
}

export interface Conversation {
  readonly id: ConversationId
  /** The other person; only `user` is known until the profile has been loaded. */
  readonly with: Person
  /** The end of the log, as far as this device has heard. */
  readonly head: Head
  /** The contiguous end of the log that is in memory, in order. A new array whenever it changes. */
  readonly messages: readonly Message[]
  /** Whether there are messages older than `messages`: `history()` loads them. */
  readonly more: boolean
  /** Own messages on their way, in order; shown after `messages`. */
  readonly pending: readonly Outgoing[]
  /** Exact: derived from the end of the log and the position this account has read up to. */
  readonly unread: number
  /** How far the other side has received and read. */
  readonly peer: Watermark
  /** How far this account has received and read. */
  readonly mine: Watermark
  /** Time of the last activity, milliseconds since the epoch; 0 without any. */
  readonly at: number
  /** The beginning of the last message, and who wrote it. */
  readonly preview: string | undefined
  readonly from: UserId | undefined

  /**
   * Puts a text in the outbox and returns at once. It is written to storage before it is sent and goes
   * out in order, after any outage and any restart. Throws `BAD_TEXT` for what is empty, longer than
   * 100,000 code points or not Unicode.
   */
  send(text: string): Outgoing
  /**
   * A page of messages, oldest first. By default the page before `messages`, which then begins with it.
   * `before` and `after` are positions (exclusive); `limit` is 1 to 200, 50 unless said. `more`: there is
   * another page in that direction. From this device's storage where it holds the page, else from the server.
   */
  history(query?: HistoryQuery): Promise<HistoryPage>
  /** The whole text of a message, fetched if need be. Errors: `NOT_FOUND`, `UNREACHABLE`. */
  text(message: Message): Promise<string>
  /** Says that the user has read up to a position; by default all that is in memory. Never moves back. */
  markRead(seq?: number): void
  /** How far an own message has come, derived from `peer`. */
  statusOf(message: Message): MessageStatus
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
