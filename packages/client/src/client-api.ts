import type { ConversationId, DeviceId, HistoryRule, UserId } from '@parley/domain'
import type { ChatEvents, ConnectionState } from './chat-events.ts'
import type { Conversation } from './conversation-api.ts'
import type { Person } from './people.ts'

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

/** A group to be made; see `ChatClient.createGroup`. */
export type NewGroup = {
  readonly title: string
  readonly members: readonly (UserId | string)[]
  readonly description?: string
  readonly picture?: string
  /** What those who join later may read: from their joining on (unless said), or all. */
  readonly history?: HistoryRule
}

/** The group that an invite leads to, as it is shown before joining; `members`: how many. */
export type InvitePreview = {
  readonly conversation: ConversationId
  readonly title: string
  readonly description: string
  readonly picture: string
  readonly members: number
}

export type AccountSettings = { readonly readReceipts: boolean }

/** One of the account's devices; `since` in milliseconds since the epoch. */
export type Device = {
  readonly device: DeviceId
  readonly name?: string
  readonly since: number
  readonly online: boolean
  /** Whether it is this one. */
  readonly own: boolean
}
