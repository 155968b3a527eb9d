import type {
  ClientId,
  ConnectionId,
  ConversationId,
  DeviceId,
  Entry,
  Head,
  Member,
  Socket,
  UserId,
  Watermark,
} from '@parley/domain'
import type { WireProfile } from '@parley/protocol'

/**
 * What the rules need of the world. Every port has an adapter on AWS and a twin in memory, held to one
 * contract suite (test/contract). An expected conflict is a return value; only faults are thrown.
 */

/** The logs: one per conversation, positions 1..N. Reads are strongly consistent unless said otherwise. */
export type MessageLog = {
  /**
   * Takes the entry's position if it is free: undefined then, durably. Else the entry that stands there.
   * The caller must know that position `seq - 1` is taken: this is what keeps a log without gaps.
   */
  place(entry: Entry): Promise<Entry | undefined>
  /** Entries from position `seq` on, oldest first, at most `limit`. If not `consistent`, perhaps not the latest. */
  from(conversation: ConversationId, seq: number, limit: number, consistent: boolean): Promise<Page>
  /** Entries below position `seq` (from the end without one), newest first, at most `limit`. */
  below(conversation: ConversationId, seq: number | undefined, limit: number): Promise<Page>
  /** The entries at these positions; those that do not exist are left out. At most 100 positions. */
  at(positions: readonly { conversation: ConversationId; seq: number }[]): Promise<Entry[]>
  /** Where the log stands; `{ seq: 0, n: 0 }` for one that holds nothing. */
  head(conversation: ConversationId): Promise<Head>
}
/** `more`: the page was cut, by `limit` or by size; there may be further entries. */
export type Page = { readonly entries: Entry[]; readonly more: boolean }

/** Who belongs to a conversation, and which span of it each may hear. Strongly consistent. */
export type Members = {
  /** Everyone whose span has not ended, and those removed so lately that entries of their span may still be under way. */
  of(conversation: ConversationId): Promise<readonly Member[]>
  /** This person's span; undefined for one that never belonged to it, and for a conversation that cannot be. */
  find(conversation: ConversationId, user: UserId): Promise<Member | undefined>
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
  readonly head: Head
  /** Time of the last entry, milliseconds since the epoch; 0 before the first. */
  readonly at: number
  readonly from?: UserId
  readonly preview?: string
  readonly mine: Watermark
  /** Countable messages up to `mine.read`. */
  readonly readN: number
  readonly peer: Watermark
}

/** Each person's conversations. Positions only move forward, whatever comes twice, late or out of order. */
export type Inbox = {
  /**
   * The conversation has come to this entry. `ownFrom`: the entries from that position up to this one were
   * written by this very person; if it had read all before them, it has read them too.
   */
  advance(
    user: UserId,
    entry: Entry,
    preview: string,
    ownFrom: number | undefined,
    now: number,
  ): Promise<void>
  /** This person's device says how far it has come. False if that was nothing new. */
  mark(speaker: Speaker, conversation: ConversationId, mark: Mark, now: number): Promise<boolean>
  /** The other side has come this far. */
  peerMark(user: UserId, conversation: ConversationId, peer: Watermark, now: number): Promise<void>
  row(user: UserId, conversation: ConversationId): Promise<InboxRow | undefined>
  /** Rows changed at or after `since`, strongly consistent, in no order; `next` resumes a page that was cut. */
  changed(user: UserId, since: number, resume: ConversationId | undefined, limit: number): Promise<Changed>
}
/** A watermark with the number of countable messages up to its read position. */
export type Mark = Watermark & { readonly readN: number }
export type Changed = { readonly rows: InboxRow[]; readonly next?: ConversationId }

/** People and their devices. */
export type Profiles = {
  /** Claims the handle for the person and writes the profile, both or neither; idempotent for its owner. */
  claim(profile: WireProfile): Promise<'claimed' | 'taken'>
  of(users: readonly UserId[]): Promise<WireProfile[]>
  byHandle(handle: string): Promise<WireProfile | undefined>
  /** Makes the device known. False if the person already has as many as it may. */
  admitDevice(device: Speaker, name: string | undefined, now: number): Promise<boolean>
}

/** Texts too long for the log. */
export type Texts = {
  /** Durable when it returns; the same key twice is the same text. */
  put(key: TextKey, text: string): Promise<void>
  get(key: TextKey): Promise<string>
}
export type TextKey = {
  readonly conversation: ConversationId
  readonly from: UserId
  readonly device: DeviceId
  readonly clientId: ClientId
  readonly sha256: string
}

/** Posting to sockets. `sent` means handed to the network: never that it was received. */
export type Post = {
  send(connection: ConnectionId, frame: string): Promise<'sent' | 'gone' | 'throttled'>
  /** Best effort. */
  close(connection: ConnectionId): Promise<void>
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
