import middy from '@middy/core'
import type { ConnectionId } from '@parley/domain'
import { type ActionName, Refusal } from '@parley/protocol'
import { perform } from './actions/index.ts'
import { gatewayPost, managementClient } from './adapters/post.ts'
import { type FrameEvent, frameEdge } from './edge/frame-edge.ts'
import { paceGuard } from './pace.ts'
import type { Speaker } from './ports.ts'
import { remembered } from './remembered.ts'
import { answeringWorld } from './world.ts'

const world = answeringWorld()
const pace = paceGuard(world.paces, world.rules, world.now)
const speakers = remembered<ConnectionId, Speaker>(10_000)

/** What appends to a log goes at the pace of its device and user. */
const PACED: ReadonlySet<ActionName> = new Set(['send', 'edit', 'delete', 'react', 'pin'])

/** Every frame of a live socket: the action that it names. */
export const handler = middy()
  .use(frameEdge(world.sockets, gatewayPost(managementClient()), world.now))
  .handler(({ request, connection }: FrameEvent) => {
    let asked: Promise<Speaker> | undefined
    const speaker = () => {
      asked ??= speakerOf(connection, PACED.has(request.action))
      return asked
    }
    return perform(request, { ...world, connection, speaker })
  })

/** A socket's row never changes, so it is read once. Its pace is asked beside what the action reads meanwhile. */
async function speakerOf(connection: ConnectionId, isPaced: boolean): Promise<Speaker> {
  const speaker = speakers.get(connection) ?? (await world.sockets.speaker(connection))
  if (!speaker) throw new Refusal('UNAUTHENTICATED')
  speakers.set(connection, speaker)
  if (isPaced) await pace.spend(speaker)
  return speaker
}
