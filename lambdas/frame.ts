import middy from '@middy/core'
import type { ConnectionId } from '@parley/domain'
import type { ActionName } from '@parley/protocol'
import { perform } from './actions/index.ts'
import { gatewayPost, managementClient } from './adapters/post.ts'
import { type FrameEvent, frameEdge } from './edge/frame-edge.ts'
import { paceGuard } from './pace.ts'
import type { Speaker } from './ports.ts'
import { typingNotices } from './presence/notices.ts'
import { knownSpeakers } from './speakers.ts'
import { answeringWorld, waitingLooks } from './world.ts'

const world = {
  ...answeringWorld(),
  looks: waitingLooks(),
  notices: typingNotices(),
  post: gatewayPost(managementClient()),
}
const pace = paceGuard(world.paces, world.rules, world.now)
const speakerOf = knownSpeakers(world.sockets, world.now)

/** What appends to a log goes at the pace of its device and user; asking for many people, at its user's for that. */
const PACES: { readonly [Name in ActionName]?: 'write' | 'lookup' } = {
  send: 'write',
  edit: 'write',
  delete: 'write',
  react: 'write',
  pin: 'write',
  watch: 'lookup',
}

/** Every frame of a live socket: the action that it names. */
export const handler = middy()
  .use(frameEdge(world.sockets, world.post, world.now))
  .handler(({ request, connection }: FrameEvent) => {
    let asked: Promise<Speaker> | undefined
    const speaker = () => {
      asked ??= pacedSpeakerOf(connection, request.action)
      return asked
    }
    return perform(request, { ...world, connection, speaker })
  })

/** The pace is asked beside what the action reads meanwhile. */
async function pacedSpeakerOf(connection: ConnectionId, action: ActionName): Promise<Speaker> {
  const speaker = await speakerOf(connection)
  const of = PACES[action]
  if (of === 'write') await pace.spend(speaker)
  else if (of) await pace.spendOn(of, speaker.user)
  return speaker
}
