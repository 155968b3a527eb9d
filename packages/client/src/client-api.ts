import type { Audience, ConversationId, DeviceId, HistoryRule, MediaId, UserId } from '@parley/domain'
import type { ChatEvents, ConnectionState } from './chat-events.ts'
import type { Conversation } from './conversation-api.ts'
import type { Download, FileSource, Upload } from './media-api.ts'
import type { Person } from './person.ts'

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
  /** Signs out every other device at once: their sockets close within seconds. */
  signOutOthers(): Promise<void>
  /** Every other session ends; this device goes on with a new one. Errors: `WRONG_CREDENTIALS`, `WEAK_PASSWORD`. */
  changePassword(passwords: { password: string; newPassword: string }): Promise<void>
  /** Changes one's own profile; what is absent stays, null takes away. Errors: `HANDLE_TAKEN`, `BAD_MEDIA`. */
  updateProfile(profile: ProfileChange): Promise<Person>
  /** One's own profile with what only oneself sees. */
  profile(): Promise<OwnProfile>
  /**
   * Deletes the account for good, and forgets everything on this device. `handle` is one's own, so that nobody does
   * it by mistake. What one wrote to others stays theirs.
   */
  deleteAccount(handle: string): Promise<void>
  /**
   * Everything the server has of this account that this account may read, as JSON in pieces: profile, settings,
   * contacts, devices, conversations, messages with links to their files (good for a short time). Joined they are one
   * document.
   */
  exportAccount(): AsyncIterable<string>

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

  /** Finds a person by exact handle. Errors: `NOT_FOUND`, also for who does not want to be found, `RATE_LIMITED`. */
  find(handle: string): Promise<Person>
  /** The people this account knows; asked from the server when first needed, then kept. */
  contacts(): Promise<readonly Contact[]>
  /** Under a name of one's own, or theirs. They are not told. */
  addContact(user: UserId, name?: string): Promise<void>
  removeContact(user: UserId): Promise<void>
  /** Addresses of a person's picture; `refused` as in `Conversation.download`. Errors: `NOT_FOUND` for who has none or does not show it. */
  picture(user: UserId, refused?: Download): Promise<Download>

  /**
   * Hear when these people come online and go (event `presence`), until the returned function is called. Several
   * watches add up; at most 100 people are heard of at a time, the newest first. Kept up over reconnects.
   */
  watch(users: readonly UserId[]): () => void
  /** What is known of a person now, without asking. */
  presence(user: UserId): Presence
  /** Asks once, for people one does not watch: those of a large group. */
  fetchPresence(users: readonly UserId[]): Promise<readonly Presence[]>
  /**
   * Whether the user has the app in use, which others may see. Browsers find out by themselves, until this is called;
   * elsewhere it is false until then.
   */
  setActive(isActive: boolean): void

  /** Brings up a picture for one's profile, for `updateProfile`. */
  uploadPicture(file: FileSource): Upload
  /** Where this device is pushed to; false where the deployment has no such service. Tell it again whenever the app gets a token. */
  setPushToken(token: PushToken): Promise<boolean>
  removePushToken(): Promise<void>

  /** What this device knows of a person: members of groups are looked up by themselves, and told of by `conversation`. */
  person(user: UserId): Person

  /** The account's settings, the same on every device. */
  readonly settings: AccountSettings
  /** What is absent stays; null goes back to what holds for everybody in this deployment. */
  updateSettings(settings: { [Name in keyof AccountSettings]?: AccountSettings[Name] | null }): Promise<void>
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

/** What one has chosen for the account; times of `quietHours` in minutes after midnight in a time zone. */
export type AccountSettings = {
  /** Who is told how far one has read; hidden from everybody, one is not told either. */
  readonly readReceipts: Audience
  /** Who may see when one is and was online; hidden from everybody, one sees nobody's. */
  readonly lastSeen: Audience
  readonly picture: Audience
  /** Who may find one by one's handle. */
  readonly findable: Audience
  /** Whether pushes say what was written. */
  readonly pushPreviews: boolean
  readonly quietHours?: { readonly from: number; readonly to: number; readonly zone: string } | undefined
}

export type ProfileChange = {
  readonly handle?: string
  readonly name?: string
  readonly about?: string | null
  /** Of `uploadPicture`, when it is done. */
  readonly picture?: MediaId | null
  readonly email?: string | null
  readonly phone?: string | null
}
export type OwnProfile = Person & { readonly email?: string; readonly phone?: string }
export type Contact = { readonly user: UserId; readonly name?: string }
/** Nothing but `user` for who hides it. `seen`: milliseconds since the epoch, by the server's clock. */
export type Presence = { readonly user: UserId; readonly online?: boolean; readonly seen?: number }
export type PushToken = { readonly service: 'apns' | 'apns-sandbox' | 'fcm'; readonly token: string }

/** One of the account's devices; `since` in milliseconds since the epoch. */
export type Device = {
  readonly device: DeviceId
  readonly name?: string
  readonly since: number
  readonly online: boolean
  /** Whether it is this one. */
  readonly own: boolean
}
