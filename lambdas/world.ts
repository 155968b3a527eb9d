import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams'
import { SQSClient } from '@aws-sdk/client-sqs'
import type { ConversationId, Head } from '@parley/domain'
import { dynamoAccountSettings } from './adapters/account-settings.ts'
import { dynamoBadges } from './adapters/badges.ts'
import { dynamoContacts } from './adapters/contacts.ts'
import { dynamoConversations } from './adapters/conversations.ts'
import { dynamoClient } from './adapters/dynamo.ts'
import { streamGivenUp } from './adapters/given-up.ts'
import { dynamoInbox } from './adapters/inbox.ts'
import { queueLooks } from './adapters/looks.ts'
import { dynamoMediaItems } from './adapters/media-items.ts'
import { dynamoMessageLog } from './adapters/message-log.ts'
import { dynamoPaces } from './adapters/paces.ts'
import { queueParts } from './adapters/parts.ts'
import { gatewayPost, managementClient } from './adapters/post.ts'
import { dynamoPresences } from './adapters/presences.ts'
import { dynamoProfiles } from './adapters/profiles.ts'
import { dynamoPushEndpoints } from './adapters/push-endpoints.ts'
import { queuePushes } from './adapters/push-queue.ts'
import { readApplications, snsClient, snsPusher } from './adapters/pusher.ts'
import { queueClient } from './adapters/queue-client.ts'
import { dynamoSockets } from './adapters/sockets.ts'
import { s3Texts, textClient } from './adapters/texts.ts'
import { dynamoWatchers } from './adapters/watchers.ts'
import type { Tails } from './conversation/append.ts'
import { type KnownConversations, knownConversations } from './conversation/known-conversations.ts'
import { deletedPeople, type IsDeleted } from './deleted-people.ts'
import type { Delivery, Pushing, Replaying, Splitting } from './delivery/delivery.ts'
import { read } from './environment.ts'
import type {
  AccountSettings,
  Contacts,
  Conversations,
  Inbox,
  Looks,
  MediaItems,
  MessageLog,
  Paces,
  Presences,
  Profiles,
  Sockets,
} from './ports.ts'
import type { Looking } from './presence/look.ts'
import type { Pushes } from './push/pushes.ts'
import { remembered } from './remembered.ts'
import { type Rules, readRules } from './rules.ts'

/** What actions and operations use. */
export type World = {
  readonly log: MessageLog
  readonly tails: Tails
  readonly conversations: Conversations
  readonly known: KnownConversations
  readonly inbox: Inbox
  readonly settings: AccountSettings
  readonly contacts: Contacts
  readonly media: MediaItems
  readonly profiles: Profiles
  readonly isDeleted: IsDeleted
  readonly sockets: Sockets
  readonly paces: Paces
  readonly presences: Presences
  readonly rules: Rules
  readonly now: () => number
}

/** The world of a function that answers clients: made once, when it is loaded. */
export function answeringWorld(): World {
  const { messagesTable, chatTable, ...told } = read('messagesTable', 'chatTable', 'rules')
  const rules = readRules(told.rules)
  const dynamo = dynamoClient()
  const profiles = dynamoProfiles(dynamo, chatTable)
  return {
    ...talk(messagesTable, chatTable),
    tails: remembered<ConversationId, Head>(10_000),
    contacts: dynamoContacts(dynamo, chatTable),
    media: dynamoMediaItems(dynamo, chatTable),
    profiles,
    isDeleted: deletedPeople(profiles, Date.now),
    sockets: dynamoSockets(dynamo, chatTable),
    paces: dynamoPaces(dynamo, chatTable),
    presences: dynamoPresences(dynamo, chatTable, rules.presence),
    rules,
    now: Date.now,
  }
}

/** Where looks at people go that are due later. */
export function waitingLooks(): Looks {
  return queueLooks(queueClient(), read('looksQueue').looksQueue)
}

/** The world of the function that looks at people. */
export function lookingWorld(): Looking {
  const { chatTable, rules } = read('chatTable', 'rules')
  return {
    presences: dynamoPresences(dynamoClient(), chatTable, readRules(rules).presence),
    looks: waitingLooks(),
    now: Date.now,
  }
}

/** The world of a function that brings news to sockets. */
export function deliveringWorld(): Delivery {
  const { messagesTable, chatTable } = read('messagesTable', 'chatTable')
  const dynamo = dynamoClient()
  return {
    ...talk(messagesTable, chatTable),
    contacts: dynamoContacts(dynamo, chatTable),
    sockets: dynamoSockets(dynamo, chatTable),
    watchers: dynamoWatchers(dynamo, chatTable),
    post: gatewayPost(managementClient()),
    now: Date.now,
  }
}

/** How long a delivery waits for the queue of pushes at the most, at each of three attempts; milliseconds. */
const PUSH_PATIENCE = { connectionTimeout: 1_000, requestTimeout: 2_000, throwOnRequestTimeout: true }

/** The same where entries are brought to sockets. */
export function pushingWorld(): Pushing {
  const { pushQueue, rules } = read('pushQueue', 'rules')
  const isOn = pushQueue !== ''
  return {
    ...deliveringWorld(),
    pushes: isOn ? queuePushes(new SQSClient({ requestHandler: PUSH_PATIENCE }), pushQueue) : undefined,
    rules: readRules(rules),
  }
}

/** The same where new entries come in. */
export function splittingWorld(): Splitting {
  const { partsQueue, textBucket, chatTable } = read('partsQueue', 'textBucket', 'chatTable')
  return {
    ...pushingWorld(),
    parts: queueParts(queueClient(), partsQueue),
    media: dynamoMediaItems(dynamoClient(), chatTable),
    texts: s3Texts(textClient(), textBucket),
  }
}

/** The same for the one that takes up what was given up on. */
export function replayingWorld(): Replaying {
  return { ...splittingWorld(), givenUp: streamGivenUp(new DynamoDBStreamsClient({})) }
}

/** The world of the function that pushes. */
export function pushesWorld(): Pushes {
  const { messagesTable, chatTable, pushApplications } = read(
    'messagesTable',
    'chatTable',
    'pushApplications',
  )
  const dynamo = dynamoClient()
  return {
    ...talk(messagesTable, chatTable),
    profiles: dynamoProfiles(dynamo, chatTable),
    badges: dynamoBadges(dynamo, chatTable),
    pushEndpoints: dynamoPushEndpoints(dynamo, chatTable),
    pusher: snsPusher(snsClient(), readApplications(pushApplications), Date.now),
    now: Date.now,
  }
}

/** What is said where, by whom it may be read, and what people have chosen: every function with a world reads that. */
function talk(messagesTable: string, chatTable: string) {
  const dynamo = dynamoClient()
  const conversations = dynamoConversations(dynamo, chatTable)
  return {
    log: dynamoMessageLog(dynamo, messagesTable, chatTable),
    conversations,
    known: knownConversations(conversations),
    inbox: dynamoInbox(dynamo, chatTable),
    settings: dynamoAccountSettings(dynamo, chatTable),
  }
}
