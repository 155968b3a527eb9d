import type { ConnectionId, DeviceId, UserId } from '@parley/domain'
import { type EventPayload, Refusal } from '@parley/protocol'
import type { Post, Profiles, PushEndpoints, Pusher, Sockets, Speaker } from './ports.ts'
import { forgetPush } from './push/forget-push.ts'

type SigningOut = {
  readonly sockets: Sockets
  readonly profiles: Profiles
  readonly post: Post
  readonly pushEndpoints: PushEndpoints
  readonly pusher: Pusher
}

/**
 * Signs a device out. Its socket is closed before the device is forgotten, so that whoever repeats a sign-out that
 * died finds what there is left to do; and what it opened meanwhile is closed after that.
 */
export async function signOutDevice(device: Speaker, now: number, world: SigningOut): Promise<void> {
  const isIts = (other: DeviceId) => other === device.device
  await closeSockets(device.user, isIts, world)
  const latest = await world.sockets.banish(device, now)
  if (latest) await close(world.post, latest)
  // From here on it can register for push no more.
  await forgetPush(device.user, isIts, world)
  await world.profiles.removeDevice(device)
}

/**
 * Signs out every device of a person but the one kept, by whose sign-in this is asked. The sign-ins go last: until then
 * whoever repeats this is let in. Throws `UNAUTHENTICATED` if that of the one kept was ended meanwhile.
 */
export async function signOutAll(
  user: UserId,
  keep: { readonly device: DeviceId; readonly signedInAt: number } | undefined,
  now: number,
  world: SigningOut,
): Promise<void> {
  const isOther = (device: DeviceId) => device !== keep?.device
  await closeSockets(user, isOther, world)
  await forgetPush(user, isOther, world)
  const others = (await world.profiles.devices(user)).filter(({ device }) => isOther(device))
  await Promise.all(others.map(({ device }) => world.profiles.removeDevice({ user, device })))
  const latest = await world.sockets.banishAll(user, keep, now)
  if (latest === 'void') throw new Refusal('UNAUTHENTICATED', 'signed-out')
  await Promise.all(latest.map((connection) => close(world.post, connection)))
  // Whatever was registered for push meanwhile; from here on nothing is.
  await forgetPush(user, isOther, world)
}

async function closeSockets(
  user: UserId,
  isIts: (device: DeviceId) => boolean,
  { sockets, post }: SigningOut,
): Promise<void> {
  const live = (await sockets.liveOf([user])).filter(({ device }) => isIts(device))
  await Promise.all(live.map(({ connection }) => close(post, connection)))
}

/** Tells a socket why it ends, and ends it. One that is gone is what was wanted. */
async function close(post: Post, connection: ConnectionId): Promise<void> {
  const closing: EventPayload<'closing'> = { event: 'closing', reason: 'signed-out' }
  await post.send(connection, JSON.stringify(closing)).catch(() => {})
  await post.close(connection)
}
