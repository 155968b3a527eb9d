import type { ConversationId, DeviceId, Head, MediaKind, UserId } from '@parley/domain'
import type { Speaker } from './sockets.ts'

export type PushService = 'apns' | 'apns-sandbox' | 'fcm'

/** Where a device is pushed to. */
export type PushEndpoint = Speaker & {
  readonly service: PushService
  /** The push service's name for it: an SNS endpoint's ARN. */
  readonly address: string
}

/** Which devices can be pushed to. */
export type PushEndpoints = {
  /**
   * The device's endpoint from now on, by its token: whoever had that token before has it no longer, in the same
   * transaction. `before` is what the device had, if that was another. `unknown`, and nothing is kept, for a device
   * that never had a ticket, or was banished since.
   */
  put(endpoint: PushEndpoint, token: string): Promise<{ readonly before?: PushEndpoint } | 'unknown'>
  /** What there was. */
  remove(device: Speaker): Promise<PushEndpoint | undefined>
  /** The same by its address, if it is still that device's. */
  removeByAddress(address: string): Promise<void>
  /** Strongly consistent: what a token's former owner is to be told goes to nobody else. */
  of(user: UserId): Promise<PushEndpoint[]>
  /**
   * Takes the push of this device for this conversation up to a position, for `leaseMs`. `done` if that position or a
   * later one was taken before; `busy` while somebody else has that very position. The method `done` makes it final;
   * without it, it may be taken again after the lease.
   */
  take(
    device: Speaker,
    conversation: ConversationId,
    seq: number,
    now: number,
    leaseMs: number,
  ): Promise<'taken' | 'busy' | 'done'>
  done(device: Speaker, conversation: ConversationId, seq: number): Promise<void>
}

/** The push services themselves. */
export type Pusher = {
  /**
   * Makes the endpoint, or refreshes and enables the one there is for the token. `bad-token` for what the service knows
   * to be none.
   */
  register(
    service: PushService,
    token: string,
    device: Speaker,
  ): Promise<{ readonly address: string } | 'off' | 'bad-token'>
  unregister(address: string): Promise<void>
  /** `dead`: the app is gone from the device, or the token is no longer good. */
  publish(endpoint: PushEndpoint, payload: PushPayload): Promise<'sent' | 'dead' | 'throttled'>
  /** Whether an address is known and switched on right now. */
  isOn(address: string): Promise<boolean>
}

/** What a device is shown. Text is text: never markup, never a format. */
export type PushPayload = {
  readonly conversation: ConversationId
  readonly seq: number
  /** Who writes, or in which group; absent if that is not to be told. */
  readonly title?: string
  /** What was written; or what the app is to say in its own words. */
  readonly body: string | PushWords
  /** All that is unread. */
  readonly badge: number
  readonly silent: boolean
  /** From when on it is not to be shown, milliseconds since the epoch. */
  readonly expires?: number
}

/** A sentence that the app words: what came, without saying what is in it. `by` is who sent it, where that is told. */
export type PushWords = { readonly kind: 'message' | MediaKind; readonly by?: string }

/** How much is unread: what an app's icon shows. */
export type Badges = {
  /** In all conversations. Perhaps not the latest, but of one it is known that it has come at least to `head`. */
  of(user: UserId, conversation: ConversationId, head: Pick<Head, 'seq' | 'n'>): Promise<number>
}

/** New entries whose readers may have to be pushed to. */
export type PushWork = {
  readonly conversation: ConversationId
  readonly first: number
  readonly last: number
  /** Whose devices are to be pushed to unless they have received it by then. */
  readonly people: readonly { readonly user: UserId; readonly devices: readonly DeviceId[] }[]
}

export type PushQueue = {
  /** After `delayMs`, at most 15 minutes. */
  send(work: readonly PushWork[], delayMs: number): Promise<void>
}
