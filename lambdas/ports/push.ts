import type { ConversationId, DeviceId, UserId } from '@parley/domain'
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
   * transaction. What the device had before, if that was another.
   */
  put(endpoint: PushEndpoint, token: string, now: number): Promise<PushEndpoint | undefined>
  /** What there was. */
  remove(device: Speaker): Promise<PushEndpoint | undefined>
  /** The same by its address, if it is still that device's. */
  removeByAddress(address: string): Promise<void>
  of(user: UserId): Promise<PushEndpoint[]>
  /**
   * Takes the push of this device for this conversation up to a position, for `leaseMs`: false if that was pushed
   * before, or is being pushed. `done` makes it final; without it, it may be taken again after the lease.
   */
  take(
    device: Speaker,
    conversation: ConversationId,
    seq: number,
    now: number,
    leaseMs: number,
  ): Promise<boolean>
  done(device: Speaker, conversation: ConversationId, seq: number): Promise<void>
}

/** The push services themselves. */
export type Pusher = {
  /** Makes the endpoint, or refreshes and enables the one there is for the token; undefined where the service is off. */
  register(service: PushService, token: string, device: Speaker): Promise<string | undefined>
  unregister(address: string): Promise<void>
  /** `dead`: the app is gone from the device, or the token is no longer good. */
  publish(endpoint: PushEndpoint, payload: PushPayload): Promise<'sent' | 'dead' | 'throttled'>
}

/** What a device is shown. Text is text: never markup, never a format. */
export type PushPayload = {
  readonly conversation: ConversationId
  readonly seq: number
  readonly title: string
  readonly body: string
  /** All that is unread. */
  readonly badge: number
  readonly silent: boolean
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
