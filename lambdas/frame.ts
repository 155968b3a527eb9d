import middy from '@middy/core'
import type { ConnectionId } from '@parley/domain'
import type { ActionName } from '@parley/protocol'
import { perform } from './actions/index.ts'
import { gatewayPost, managementClient } from './adapters/post.ts'
import { type FrameEvent, frameEdge } from './edge/frame-edge.ts'
import { paceGuard } from './pace.ts'
import type { Speaker } from './ports.ts'
import { knownSpeakers } from './speakers.ts'
import { answeringWorld } from './world.ts'

const world = answeringWorld()
const pace = paceGuard(world.paces, world.rules, world.now)
const speakerOf = knownSpeakers(world.sockets, world.now)

/** What appends to a log goes at the pace of its device and user. */
const PACED: ReadonlySet<ActionName> = new Set(['send', 'edit', 'delete', 'react', 'pin'])

/** Every frame of a live socket: the action that it names. */
export const handler = middy()
  .use(frameEdge(world.sockets, gatewayPost(managementClient()), world.now))
  .handler(({ request, connection }: FrameEvent) => {
    let asked: Promise<Speaker> | undefined
    const speaker = () => {
      asked ??= PACED.has(request.action) ? pacedSpeakerOf(connection) : speakerOf(connection)
      return asked
    }
    return perform(request, { ...world, connection, speaker })
  })

/** The pace is asked beside what the action reads meanwhile. */
async function pacedSpeakerOf(connection: ConnectionId): Promise<Speaker> {
  const speaker = await speakerOf(connection)
  await pace.spend(speaker)
  return speaker
}
