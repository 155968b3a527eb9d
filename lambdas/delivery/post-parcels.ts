import type { Attempts } from './attempts.ts'
import type { Pushing } from './delivery.ts'
import { frameMaker, type Parcel } from './parcel.ts'
import { postTo } from './post-to.ts'
import { sendPushes } from './send-pushes.ts'

/** Enough that a group of a hundred is one round; each post is a request of its own to API Gateway. */
const POSTS_AT_ONCE = 100

/** Brings parcels to the sockets of their people: one read of who is listening for all of them, then posts and pushes. */
export async function postParcels(
  parcels: readonly Parcel[],
  attempts: Attempts,
  world: Pushing,
): Promise<void> {
  const listening = await attempts.together(parcels, (all) =>
    world.sockets.listeningOf([...new Set(all.map(({ user }) => user))]),
  )
  if (!listening) return
  const live = Map.groupBy(listening.sockets, ({ user }) => user)
  const framesFor = frameMaker(world.now())
  const posts = parcels.flatMap((parcel) =>
    (live.get(parcel.user) ?? []).map((socket) => ({ ...parcel, parcel, socket })),
  )
  await Promise.all([
    attempts.each(posts, POSTS_AT_ONCE, ({ parcel, socket }) =>
      postTo(socket, framesFor(parcel, socket), world),
    ),
    sendPushes(parcels, listening, world),
  ])
}
