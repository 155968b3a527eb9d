import type { EventPayload } from '@parley/protocol'
import { settleAll } from '../parallel.ts'
import type { Watcher } from '../ports.ts'
import { hearing } from '../presence/audience.ts'
import type { TurnNews } from './announcement.ts'
import type { Delivery } from './delivery.ts'
import { attempt } from './post-to.ts'

const POSTS_AT_ONCE = 100

/**
 * Tells whoever watches somebody that it has come online or gone, as far as it may hear that now. Twice, or late, it
 * is no news to a client, which knows a later `seen`. A socket that is gone watches nobody any more; one that cannot
 * be reached is told so with its next ping. Throws if not even that could be noted.
 */
export async function announcePresence(news: TurnNews, world: Delivery): Promise<void> {
  const { user, seen } = news
  const event: EventPayload<'presence'> = { event: 'presence', user, online: seen.isOnline, seen: seen.seen }
  const frame = JSON.stringify(event)
  let fault: PromiseRejectedResult | undefined
  for await (const watchers of world.watchers.watchersOf(user, world.now())) {
    const hear = await hearing(user, [...new Set(watchers.map((watcher) => watcher.user))], world)
    const told = watchers.filter((watcher) => hear.has(watcher.user))
    const posts = await settleAll(told, POSTS_AT_ONCE, (watcher) => tell(watcher, news, frame, world))
    fault ??= posts.find((post) => post.status === 'rejected')
  }
  if (fault) throw fault.reason
}

async function tell(watcher: Watcher, { user }: TurnNews, frame: string, world: Delivery): Promise<void> {
  const outcome = await attempt(world.post, watcher.connection, frame)
  if (outcome === 'gone') await world.watchers.unwatch(watcher, user)
  else if (outcome !== 'sent') await world.sockets.miss(watcher.connection)
}
