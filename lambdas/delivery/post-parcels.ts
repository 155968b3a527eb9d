import type { Attempts } from './attempts.ts'
import type { Delivery } from './delivery.ts'
import { frameMaker, type Parcel } from './parcel.ts'
import { postTo } from './post-to.ts'

/** Enough that a group of a hundred is one round; each post is a request of its own to API Gateway. */
const POSTS_AT_ONCE = 100

/** Brings parcels to the sockets of their people: one read of who is listening for all of them, then the posts. */
export async function postParcels(
  parcels: readonly Parcel[],
  attempts: Attempts,
  world: Delivery,
): Promise<void> {
  const sockets = await attempts.together(parcels, (all) =>
    world.sockets.liveOf([...new Set(all.map(({ user }) => user))]),
  )
  const live = Map.groupBy(sockets ?? [], ({ user }) => user)
  const framesFor = frameMaker(world.now())
  const posts = parcels.flatMap((parcel) =>
    (live.get(parcel.user) ?? []).map((socket) => ({ ...parcel, parcel, socket })),
  )
  await attempts.each(posts, POSTS_AT_ONCE, ({ parcel, socket }) =>
    postTo(socket, framesFor(parcel, socket), world),
  )
}
