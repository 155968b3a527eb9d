import type {
  ClientId,
  ConnectionId,
  Conversation,
  ConversationId,
  DeviceId,
  Entry,
  Head,
  Pace,
  ReadPosition,
  Socket,
  Span,
  Text,
  UserId,
  Watermark,
} from '@parley/domain'
import type { WireAccountSettings, WireChatSettings, WireProfile } from '@parley/protocol'

/**
 * What the rules need of the world. Every port has an adapter on AWS and a twin in memory, held to one
 * contract suite (test/contract). An expected conflict is a return value; only faults are thrown.
 */

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
  /** A message, or an edit of one, loses all that it says and said, for good; `digest` is that of its body. */
  | { readonly seq: number; readonly deleted: true; readonly digest: string }
  /** Somebody's reaction by the entry at position `by`; `emoji` null takes it back. */
  | { readonly seq: number; readonly by: number; readonly user: UserId; readonly emoji: string | null }

/** Conversations themselves: members, settings, pins; as the `change` entries of their logs left them. */
export type Conversations = {
  /** Strongly consistent. Undefined for one that never was changed or does not exist. */
  read(conversation: ConversationId): Promise<Conversation | undefined>
  /** The spans of people who once left, for those who did. */
  spansOf(conversation: ConversationId, users: readonly UserId[]): Promise<Map<UserId, readonly Span[]>>
}

/** Invites to groups. Only a hash of the secret is kept. */
export type Invites = {
  /** False if there are as many as there may be that have not expired. */
  add(conversation: ConversationId, invite: Invite, now: number): Promise<boolean>
  /** Those that have not expired, strongly consistent. */
  list(conversation: ConversationId, now: number): Promise<Invite[]>
  /** Whether there was one. */
  remove(conversation: ConversationId, hash: string): Promise<boolean>
}
export type Invite = {
  readonly hash: string
  readonly by: UserId
  /** Milliseconds since the epoch. */
  readonly expiresAt: number
}

/** How often something may happen, shared by all functions. Approximate only in who comes first. */
export type Paces = {
  /** Takes `count` out of the pace kept under a key, or says in how many milliseconds there will be so many. */
  take(key: string, pace: Pace, count: number, now: number): Promise<{ wait: number } | undefined>
}

/** Who speaks on a socket: written when it opened, never changed. */
export type Speaker = { readonly user: UserId; readonly device: DeviceId }

export type Ticket = Speaker & {
  /** SHA-256 of the secret; the secret itself is never stored. */
  readonly hash: string
  /** Milliseconds since the epoch. */
  readonly expiresAt: number
}

/** Sockets, the tickets that open them, and the devices that hold them. */
export type Sockets = {
  /** Keeps a ticket for its device, replacing an unspent one. */
  issue(ticket: Ticket): Promise<void>
  /** The same, in one write, for a device that was issued one before; false, and nothing kept, for any other. */
  reissue(ticket: Ticket): Promise<boolean>
  /**
   * Spends the ticket and registers the socket, both or neither: of any number of calls with one ticket,
   * exactly one is answered `opened`. `replaced` is the connection that the device held before.
   */
  open(ticket: Omit<Ticket, 'expiresAt'>, connection: ConnectionId, now: number): Promise<Opened>
  /** Who speaks on a connection; undefined for one that is not registered. */
  speaker(connection: ConnectionId): Promise<Speaker | undefined>
  /** The live sockets of these people, strongly consistent. */
  liveOf(users: readonly UserId[]): Promise<Socket[]>
  /**
   * Takes from a device its socket, its ticket and what makes a new ticket cheap, and refuses it every ticket
   * until its user has signed in again after `now`; the connection it had.
   */
  banish(device: Speaker, now: number): Promise<ConnectionId | undefined>
  /** Whether a device whose user signed in at `signedInAt` was banished since then. */
  isBanished(device: Speaker, signedInAt: number): Promise<boolean>
  /** Forgets a socket. The device's registration goes only if it is still this connection's. */
  drop(connection: ConnectionId, speaker?: Speaker): Promise<void>
  /** Counts a malformed frame; how many there were within the window. */
  strike(connection: ConnectionId, now: number): Promise<number>
  /** Notes that something could not be posted to this connection: its next ping will hear of it. */
  miss(connection: ConnectionId): Promise<void>
  /** Whether something was missed since the last call. Also undefined for a connection that is not registered. */
  takeMissed(connection: ConnectionId): Promise<boolean | undefined>
}
export type Opened = { readonly opened: true; readonly replaced?: ConnectionId } | { readonly opened: false }

/** A conversation as one member's inbox has it. */
export type InboxRow = {
  readonly conversation: ConversationId
  readonly head: Pick<Head, 'seq' | 'n'>
  /** Time of the last message or change, milliseconds since the epoch; 0 before the first. */
  readonly at: number
  readonly from?: UserId
  readonly preview?: string
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
    readonly expires?: number
  }
  /** An earlier message now reads so; matters if the row shows that one. */
  readonly corrects: readonly { readonly seq: number; readonly preview: string }[]
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

/** What people have chosen for their accounts; the defaults for who has chosen nothing. */
export type AccountSettings = {
  /** Perhaps not the latest. */
  of(users: readonly UserId[]): Promise<Map<UserId, WireAccountSettings>>
  put(speaker: Speaker, settings: Partial<WireAccountSettings>, now: number): Promise<WireAccountSettings>
}

/** People and their devices. */
export type Profiles = {
  /** Claims the handle for the person and writes the profile, both or neither; idempotent for its owner. */
  claim(profile: WireProfile): Promise<'claimed' | 'taken'>
  of(users: readonly UserId[]): Promise<WireProfile[]>
  byHandle(handle: string): Promise<WireProfile | undefined>
  /** Makes the device known. False if the person already has as many as it may. */
  admitDevice(device: Speaker, name: string | undefined, now: number): Promise<boolean>
  devices(user: UserId): Promise<Device[]>
  /** Whether there was one. */
  removeDevice(device: Speaker): Promise<boolean>
}
export type Device = { readonly device: DeviceId; readonly name?: string; readonly since: number }

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

/** Posting to sockets. `sent` means handed to the network: never that it was received. */
export type Post = {
  send(connection: ConnectionId, frame: string): Promise<'sent' | 'gone' | 'throttled'>
  /** Best effort. */
  close(connection: ConnectionId): Promise<void>
}

/** Deliveries too large for one function: each part is done on its own. */
export type Parts = {
  send(parts: readonly Part[]): Promise<void>
}
/**
 * Entries `first` to `last` of a large conversation are for the members with ids behind `after` and up to `upTo`;
 * without these from the first id on, and to the last. Ids and not numbers: people who come or go meanwhile move
 * nobody into another part.
 */
export type Part = {
  readonly conversation: ConversationId
  readonly first: number
  readonly last: number
  /** The epoch of the last entry: its members, or later ones, are meant. */
  readonly epoch: number
  readonly after?: UserId
  readonly upTo?: UserId
}

/** What a consumer of the log's stream gave up on, read once more. */
export type GivenUp = {
  /** Records `first` to `last` of a shard, oldest first. Throws if the stream no longer has them (it keeps a day). */
  read(range: StreamRange): Promise<GivenUpRecord[]>
}
export type StreamRange = {
  readonly stream: string
  readonly shard: string
  readonly first: string
  readonly last: string
}
/** Where an entry stands and who wrote it, as far as its record can be understood. */
export type GivenUpRecord = {
  readonly conversation?: ConversationId
  readonly seq?: number
  readonly from?: UserId
}

/** The identity provider, where passwords live. */
export type Identities = {
  /**
   * Makes the account known under its password; it cannot sign in yet. The same handle and password again
   * find the same account, so a sign-up can be repeated by whoever began it; any other password finds it taken.
   */
  create(handle: string, password: string): Promise<{ subject: string } | 'taken' | 'weak'>
  /** Lets the account sign in with the password that it was created under. Doing it twice changes nothing. */
  complete(handle: string, password: string): Promise<void>
  signIn(handle: string, password: string): Promise<Tokens | 'wrong' | 'throttled'>
  refresh(refreshToken: string): Promise<Tokens | 'wrong' | 'throttled'>
}
export type Tokens = {
  readonly subject: string
  readonly accessToken: string
  readonly refreshToken: string
  /** Milliseconds since the epoch. */
  readonly expiresAt: number
}
