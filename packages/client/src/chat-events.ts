import type { UserId, Watermark } from '@parley/domain'
import type { AccountSettings, Contact, Presence } from './client-api.ts'
import type { Conversation } from './conversation-api.ts'
import type { ParleyError } from './error.ts'
import type { Message, Outgoing } from './message.ts'
import type { Person } from './person.ts'

/**
 * `offline`: not asked to connect, or refused for good (see `error`). `waiting`: will try at `retryAt`.
 * `online`: the socket is open and the inbox is in sync; missed messages may still be coming in.
 * `replaced`: this device connected elsewhere. `signed-out`: no session, or it was ended.
 */
export type ConnectionState = 'offline' | 'connecting' | 'waiting' | 'online' | 'replaced' | 'signed-out'

/** What a client tells, by the name to listen for: see `ChatClient.on`. */
export type ChatEvents = {
  /** Who is signed in on this device, or its profile, is another; undefined for nobody any more. */
  me: Person | undefined
  connection: { readonly state: ConnectionState; readonly retryAt?: number; readonly error?: ParleyError }
  /**
   * Every message of every conversation, once on this device and in order; own ones too. It is in storage by
   * then: one that a killed client had stored and not yet told is in `history`, and not told again.
   */
  message: { readonly conversation: Conversation; readonly message: Message }
  /**
   * A message that was told before, or was in a page of history, is now another: edited, deleted, reacted to or
   * starred; `gone`: it has disappeared or is hidden, and is no longer to be shown.
   */
  changed: { readonly conversation: Conversation; readonly message: Message; readonly gone: boolean }
  /** The server could not bring an own message to everybody, after all its retries; they will find it when they next look. */
  undelivered: { readonly conversation: Conversation; readonly message: Message }
  settings: AccountSettings
  /** Whom this account knows, or under which names, has changed; told once the app has asked for them. */
  contacts: readonly Contact[]
  /** Someone has received or read further. About oneself: another of one's devices said so. */
  receipt: { readonly conversation: Conversation; readonly user: UserId } & Watermark
  /** Somebody who is watched has come online or gone. */
  presence: Presence
  /** Who is writing or speaking in a conversation has changed. */
  typing: { readonly conversation: Conversation }
  /** A file has come further on its way up. */
  upload: { readonly conversation: Conversation; readonly sent: Outgoing }
  /** Anything a list of chats shows has changed: it is new, its name, end, unread count or loaded messages. */
  conversation: { readonly conversation: Conversation }
  /** An own message changed its status. */
  outbox: { readonly conversation: Conversation; readonly sent: Outgoing }
  /** Something in the background failed that the app may want to say. Lost connections are not errors. */
  error: ParleyError
}
