import type { Seen, UserId, Watched } from '@parley/domain'
import { userOf } from './chat-keys.ts'
import { fromItem, type Item } from './dynamo.ts'

/** What changed a presence item last: the `announce` function listens for turns alone. */
export const PRESENCE_BY = { turn: 'turn', beat: 'beat', watch: 'watch', look: 'look' } as const

/** A presence item, less its keys and by whom it was changed. A watcher may make it before its person was ever seen. */
export type StoredPresence = {
  seen?: number
  online?: boolean
  watched?: number
  look?: number
  /** Seconds; only while it was never seen. */
  expires?: number
}

export function presenceOf({ seen, online, watched, look }: StoredPresence): Watched {
  return {
    ...(seen !== undefined && { seen: { seen, isOnline: online === true } }),
    ...(watched !== undefined && { watched }),
    ...(look !== undefined && { look }),
  }
}

export function userAndPresenceOf(item: Item): { readonly user: UserId } & Watched {
  const { pk, ...stored } = fromItem<StoredPresence & { pk: string }>(item)
  return { user: userOf(pk), ...presenceOf(stored) }
}

/** Somebody's turn, as the Chat table's stream tells of it. Throws for any other change of a presence item. */
export function turnOfItem(item: Item): { readonly user: UserId; readonly seen: Seen } {
  const { user, seen } = userAndPresenceOf(item)
  if (item.by?.S !== PRESENCE_BY.turn || !seen) throw new Error('A change of a presence that is no turn.')
  return { user, seen }
}
