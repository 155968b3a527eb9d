import type { MediaId, UserId } from '@parley/domain'

/** Somebody, as far as this device knows. */
export type Person = {
  readonly user: UserId
  readonly handle?: string
  readonly name?: string
  /** What this account calls them: see `ChatClient.addContact`. */
  readonly called?: string
  /** What they say of themselves. */
  readonly about?: string
  /** Their picture, if they show it: `ChatClient.picture` fetches it; another one has another id. */
  readonly picture?: MediaId
  /** The account was deleted: it has neither handle nor name any more. */
  readonly deleted?: boolean
}
