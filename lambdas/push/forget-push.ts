import type { DeviceId, UserId } from '@parley/domain'
import type { PushEndpoints, Pusher } from '../ports.ts'

type Using = { readonly pushEndpoints: PushEndpoints; readonly pusher: Pusher }

/**
 * Pushes no longer to those of a person's devices that are gone. From the table first: from there on nothing is
 * published, and an address that a crash leaves with the push service is nobody's.
 */
export async function forgetPush(
  user: UserId,
  isGone: (device: DeviceId) => boolean,
  { pushEndpoints, pusher }: Using,
): Promise<void> {
  const gone = (await pushEndpoints.of(user)).filter(({ device }) => isGone(device))
  await Promise.all(
    gone.map(async (endpoint) => {
      const removed = await pushEndpoints.remove(endpoint)
      if (removed) await pusher.unregister(removed.address)
    }),
  )
}
