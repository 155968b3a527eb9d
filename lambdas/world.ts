import type { ConversationId, Head } from '@parley/domain'
import { dynamoClient } from './adapters/dynamo.ts'
import { dynamoInbox } from './adapters/inbox.ts'
import { directMembers } from './adapters/members.ts'
import { dynamoMessageLog } from './adapters/message-log.ts'
import { gatewayPost, managementClient } from './adapters/post.ts'
import { dynamoProfiles } from './adapters/profiles.ts'
import { dynamoSockets } from './adapters/sockets.ts'
import type { Tails } from './conversation/append.ts'
import type { Delivery } from './delivery/deliver.ts'
import { read } from './environment.ts'
import type { Inbox, Members, MessageLog, Profiles, Sockets } from './ports.ts'
import { remembered } from './remembered.ts'

/** What actions and operations use. */
export type World = {
  readonly log: MessageLog
  readonly tails: Tails
  readonly members: Members
  readonly inbox: Inbox
  readonly profiles: Profiles
  readonly sockets: Sockets
  readonly now: () => number
}

/** The world of a function that answers clients: made once, when it is loaded. */
export function answeringWorld(): World {
  const { messagesTable, chatTable } = read('messagesTable', 'chatTable')
  const dynamo = dynamoClient()
  return {
    log: dynamoMessageLog(dynamo, messagesTable),
    tails: remembered<ConversationId, Head>(10_000),
    members: directMembers,
    inbox: dynamoInbox(dynamo, chatTable),
    profiles: dynamoProfiles(dynamo, chatTable),
    sockets: dynamoSockets(dynamo, chatTable),
    now: Date.now,
  }
}

/** The world of a function that brings news to sockets. */
export function deliveringWorld(): Delivery {
  const { chatTable } = read('chatTable')
  const dynamo = dynamoClient()
  return {
    members: directMembers,
    inbox: dynamoInbox(dynamo, chatTable),
    sockets: dynamoSockets(dynamo, chatTable),
    post: gatewayPost(managementClient()),
    now: Date.now,
  }
}
