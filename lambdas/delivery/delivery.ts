import type { KnownConversations } from '../conversation/known-conversations.ts'
import type {
  AccountSettings,
  Contacts,
  GivenUp,
  Inbox,
  MediaItems,
  MessageLog,
  Parts,
  Post,
  PushQueue,
  Sockets,
  Texts,
  Watchers,
} from '../ports.ts'
import type { Rules } from '../rules.ts'

/** What bringing news to people uses. */
export type Delivery = {
  readonly log: MessageLog
  readonly known: KnownConversations
  readonly inbox: Inbox
  readonly settings: AccountSettings
  readonly contacts: Contacts
  readonly sockets: Sockets
  readonly watchers: Watchers
  readonly post: Post
  readonly now: () => number
}

/** The same where entries are brought to sockets: who listens on none may be pushed to. Without a queue, push is off. */
export type Pushing = Delivery & {
  readonly pushes: PushQueue | undefined
  readonly rules: Pick<Rules, 'pushAfter'>
}

/** The same where new entries come in: something may be too large for one function, and what was deleted is to be forgotten. */
export type Splitting = Pushing & {
  readonly parts: Parts
  readonly texts: Texts
  readonly media: Pick<MediaItems, 'remove'>
}

/** The same where what was given up on is taken up once more. */
export type Replaying = Splitting & { readonly givenUp: GivenUp }
