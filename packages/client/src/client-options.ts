import type { Platform } from './platform.ts'
import type { Storage } from './storage.ts'
import type { Timing } from './timing.ts'

/** What `createClient` needs, and what can be set. */
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
