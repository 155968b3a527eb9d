import type { KnownConversations } from '../conversation/known-conversations.ts'
import type { AccountSettings, Inbox, MessageLog, Parts, Post, Sockets } from '../ports.ts'

/** What bringing news to people uses. */
export type Delivery = {
  readonly log: MessageLog
  readonly known: KnownConversations
  readonly inbox: Inbox
  readonly settings: AccountSettings
  readonly sockets: Sockets
  readonly post: Post
  /** Only where something too large may have to be split. */
  readonly parts?: Parts
  readonly now: () => number
}
