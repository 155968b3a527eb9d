import middy from '@middy/core'
import type { ConnectionId } from '@parley/domain'
import { Refusal } from '@parley/protocol'
import { perform } from './actions/index.ts'
import { gatewayPost, managementClient } from './adapters/post.ts'
import { type FrameEvent, frameEdge } from './edge/frame-edge.ts'
import type { Speaker } from './ports.ts'
import { remembered } from './remembered.ts'
import { answeringWorld } from './world.ts'

const world = answeringWorld()
const speakers = remembered<ConnectionId, Speaker>(10_000)

/** Every frame of a live socket: the action that it names. */
export const handler = middy()
  .use(frameEdge(world.sockets, gatewayPost(managementClient()), world.now))
  .handler(({ request, connection }: FrameEvent) =>
    perform(request, { ...world, connection, speaker: () => speakerOf(connection) }),
  )

/** A socket's row never changes, so it is read once. */
async function speakerOf(connection: ConnectionId): Promise<Speaker> {
  const speaker = speakers.get(connection) ?? (await world.sockets.speaker(connection))
  if (!speaker) throw new Refusal('UNAUTHENTICATED')
  speakers.set(connection, speaker)
  return speaker
}
