import type { ConnectionId, DeviceId, Pace, Socket, UserId } from '@parley/domain'

/** Who speaks on a socket: written when it opened, never changed. */
export type Speaker = { readonly user: UserId; readonly device: DeviceId }

export type Ticket = Speaker & {
  /** SHA-256 of the secret; the secret itself is never stored. */
  readonly hash: string
  /** Milliseconds since the epoch. */
  readonly expiresAt: number
  /** When its user signed in for it; see `isVoid`. */
  readonly signedInAt: number
}

/** Sockets, the tickets that open them, and the devices that hold them. */
export type Sockets = {
  /**
   * Keeps a ticket for its device, replacing an unspent one. False, and nothing kept, if the sign-in that it was asked
   * for by is void, or the device was banished since.
   */
  issue(ticket: Ticket): Promise<boolean>
  /** The same, in one write, for a device that was issued one before; false, and nothing kept, for any other. */
  reissue(ticket: Ticket): Promise<boolean>
  /**
   * Spends the ticket and registers the socket, both or neither: of any number of calls with one ticket,
   * exactly one is answered `opened`. `replaced` is the connection that the device held before.
   */
  open(ticket: Speaker & Pick<Ticket, 'hash'>, connection: ConnectionId, now: number): Promise<Opened>
  /** Who speaks on a connection; undefined for one that is not registered. */
  speaker(connection: ConnectionId): Promise<Speaker | undefined>
  /** The live sockets of these people, strongly consistent. */
  liveOf(users: readonly UserId[]): Promise<Socket[]>
  /** The same read, and which of their devices can be pushed to. */
  listeningOf(users: readonly UserId[]): Promise<{ sockets: Socket[]; pushable: Speaker[] }>
  /**
   * Takes from a device its socket, its ticket and what makes a new ticket cheap, and refuses it every ticket
   * until its user has signed in again after `now`; the connection it had. The sign-in that it went by is void from
   * here on, unless another device goes by the very same. It is no longer pushed to.
   */
  banish(device: Speaker, now: number): Promise<ConnectionId | undefined>
  /** Whether a device whose user signed in at `signedInAt` was banished since then, or that sign-in is void. */
  isBanished(device: Speaker, signedInAt: number): Promise<boolean>
  /**
   * The same for all devices of a person but one: every sign-in up to `now` is void, but that of the one kept. Their
   * connections; or `void`, and nothing is done, if the sign-in to be kept is void itself.
   */
  banishAll(
    user: UserId,
    keep: (Pick<Speaker, 'device'> & { signedInAt: number }) | undefined,
    now: number,
  ): Promise<ConnectionId[] | 'void'>
  /**
   * Whether a person's sign-in is void: by `banishAll`, or as that of a device that was banished (a ticket tells which
   * sign-in a device goes by). Once void it stays so. Perhaps not the latest, unless `isLatest`.
   */
  isVoid(user: UserId, signedInAt: number, isLatest?: boolean): Promise<boolean>
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

/** Posting to sockets. `sent` means handed to the network: never that it was received. */
export type Post = {
  send(connection: ConnectionId, frame: string): Promise<'sent' | 'gone' | 'throttled'>
  /** Best effort. */
  close(connection: ConnectionId): Promise<void>
}

/** How often something may happen, shared by all functions. Approximate only in who comes first. */
export type Paces = {
  /** Takes `count` out of the pace kept under a key, or says in how many milliseconds there will be so many. */
  take(key: string, pace: Pace, count: number, now: number): Promise<{ wait: number } | undefined>
}
