import type { KnownConversations } from '../conversation/known-conversations.ts'
import type { AccountSettings, Contacts, GivenUp, Inbox, MessageLog, Parts, Post, Sockets, Texts } from '../ports.ts'

/** What bringing news to people uses. */
export type Delivery = {
  readonly log: MessageLog
  readonly known: KnownConversations
  readonly inbox: Inbox
  readonly settings: AccountSettings
  readonly contacts: Contacts
  readonly sockets: Sockets
  readonly post: Post
  readonly now: () => number
}

/** The same where new entries come in: something may be too large for one function, and texts are to be forgotten. */
export type Splitting = Delivery & { readonly parts: Parts; readonly texts: Texts }

/** The same where what was given up on is taken up once more. */
export type Replaying = Splitting & { readonly givenUp: GivenUp }
