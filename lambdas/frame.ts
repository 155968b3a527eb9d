import middy from '@middy/core'
import type { ConnectionId, ConversationId, Head } from '@parley/domain'
import { Refusal } from '@parley/protocol'
import { perform } from './actions/index.ts'
import { dynamoClient } from './adapters/dynamo.ts'
import { dynamoInbox } from './adapters/inbox.ts'
import { directMembers } from './adapters/members.ts'
import { dynamoMessageLog } from './adapters/message-log.ts'
import { gatewayPost, managementClient } from './adapters/post.ts'
import { dynamoProfiles } from './adapters/profiles.ts'
import { dynamoSockets } from './adapters/sockets.ts'
import { type FrameEvent, frameEdge } from './edge/frame-edge.ts'
import { read } from './environment.ts'
import type { Speaker } from './ports.ts'
import { remembered } from './remembered.ts'

const { messagesTable, chatTable } = read('messagesTable', 'chatTable')
const dynamo = dynamoClient()
const sockets = dynamoSockets(dynamo, chatTable)
const world = {
  log: dynamoMessageLog(dynamo, messagesTable),
  members: directMembers,
  inbox: dynamoInbox(dynamo, chatTable),
  profiles: dynamoProfiles(dynamo, chatTable),
  sockets,
  tails: remembered<ConversationId, Head>(10_000),
  now: Date.now,
}
const speakers = remembered<ConnectionId, Speaker>(10_000)

/** Every frame of a live socket: the action that it names. */
export const handler = middy()
  .use(frameEdge(sockets, gatewayPost(managementClient()), Date.now))
  .handler(({ request, connection }: FrameEvent) =>
    perform(request, { ...world, connection, speaker: () => speakerOf(connection) }),
  )

/** A socket's row never changes, so it is read once. */
async function speakerOf(connection: ConnectionId): Promise<Speaker> {
  const speaker = speakers.get(connection) ?? (await sockets.speaker(connection))
  if (!speaker) throw new Refusal('UNAUTHENTICATED')
  speakers.set(connection, speaker)
  return speaker
}
