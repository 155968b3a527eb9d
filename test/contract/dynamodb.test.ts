import { PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, describe, it } from 'vitest'
import { dynamoAccountSettings } from '../../lambdas/adapters/account-settings.ts'
import { dynamoBadges } from '../../lambdas/adapters/badges.ts'
import { dynamoBelongings } from '../../lambdas/adapters/belongings.ts'
import { dynamoContacts } from '../../lambdas/adapters/contacts.ts'
import { dynamoConversations } from '../../lambdas/adapters/conversations.ts'
import { toItem } from '../../lambdas/adapters/dynamo.ts'
import { dynamoInbox } from '../../lambdas/adapters/inbox.ts'
import { dynamoInvites } from '../../lambdas/adapters/invites.ts'
import { dynamoMarks } from '../../lambdas/adapters/marks.ts'
import { dynamoMediaItems } from '../../lambdas/adapters/media-items.ts'
import { dynamoMessageLog } from '../../lambdas/adapters/message-log.ts'
import { dynamoPaces } from '../../lambdas/adapters/paces.ts'
import { dynamoPresences } from '../../lambdas/adapters/presences.ts'
import { dynamoProfiles } from '../../lambdas/adapters/profiles.ts'
import { dynamoPushEndpoints } from '../../lambdas/adapters/push-endpoints.ts'
import { dynamoSockets } from '../../lambdas/adapters/sockets.ts'
import { startTables } from '../fixtures/dynamodb.ts'
import { accountSettingsContract } from './account-settings.contract.ts'
import { badgesContract } from './badges.contract.ts'
import { banishingContract } from './banishing.contract.ts'
import { belongingsContract } from './belongings.contract.ts'
import { choicesContract } from './choices.contract.ts'
import { contactsContract } from './contacts.contract.ts'
import { conversationsContract } from './conversations.contract.ts'
import { inboxContract } from './inbox.contract.ts'
import { inboxItems } from './inbox-items.ts'
import { inboxRaces } from './inbox-races.ts'
import { invitesContract } from './invites.contract.ts'
import { marksContract } from './marks.contract.ts'
import { mediaItemsContract } from './media-items.contract.ts'
import { messageItems } from './message-items.ts'
import { messageLogContract } from './message-log.contract.ts'
import { pacesContract } from './paces.contract.ts'
import { presenceItems } from './presence-items.ts'
import { presencesContract } from './presences.contract.ts'
import { profilesContract } from './profiles.contract.ts'
import { pushEndpointsContract } from './push-endpoints.contract.ts'
import { receiptsContract } from './receipts.contract.ts'
import { socketsContract } from './sockets.contract.ts'
import { unreadContract } from './unread.contract.ts'

const tables = await startTables()

if ('unavailable' in tables) {
  it.skip(`the ports in DynamoDB: ${tables.unavailable}`, () => {})
} else {
  const { client, messages, chat } = tables
  afterAll(() => tables.stop())

  describe('MessageLog in DynamoDB', () => {
    messageLogContract(() => dynamoMessageLog(client, messages, chat))
    messageItems(client, messages, chat)
  })
  describe('Conversations in DynamoDB', () =>
    conversationsContract(() => ({
      log: dynamoMessageLog(client, messages, chat),
      conversations: dynamoConversations(client, chat),
    })))
  describe('Sockets in DynamoDB', () => {
    socketsContract(() => dynamoSockets(client, chat))
    banishingContract(() => dynamoSockets(client, chat))
  })
  describe('Badges in DynamoDB', () =>
    badgesContract(() => ({ inbox: dynamoInbox(client, chat), badges: dynamoBadges(client, chat) })))
  describe('PushEndpoints in DynamoDB', () =>
    pushEndpointsContract(() => ({
      sockets: dynamoSockets(client, chat),
      endpoints: dynamoPushEndpoints(client, chat),
    })))
  describe('Inbox in DynamoDB', () => {
    inboxContract(() => dynamoInbox(client, chat))
    receiptsContract(() => dynamoInbox(client, chat))
    choicesContract(() => dynamoInbox(client, chat))
    unreadContract(() => dynamoInbox(client, chat))
    inboxItems(client, chat)
    inboxRaces(client, chat)
  })
  describe('Marks in DynamoDB', () =>
    marksContract(() => ({ marks: dynamoMarks(client, chat), inbox: dynamoInbox(client, chat) })))
  describe('MediaItems in DynamoDB', () => mediaItemsContract(() => dynamoMediaItems(client, chat)))
  describe('AccountSettings in DynamoDB', () =>
    accountSettingsContract(() => dynamoAccountSettings(client, chat)))
  describe('Belongings in DynamoDB', () =>
    belongingsContract(() => ({
      belongings: dynamoBelongings(client, chat),
      async keep(user, sk) {
        await client.send(new PutItemCommand({ TableName: chat, Item: toItem({ pk: `U#${user}`, sk }) }))
      },
      async of(user) {
        const { Items = [] } = await client.send(
          new QueryCommand({
            TableName: chat,
            KeyConditionExpression: 'pk = :pk',
            ExpressionAttributeValues: toItem({ ':pk': `U#${user}` }),
          }),
        )
        return Items.map(({ sk }) => sk!.S!)
      },
    })))
  describe('Contacts in DynamoDB', () => contactsContract((most) => dynamoContacts(client, chat, most)))
  describe('Paces in DynamoDB', () => pacesContract(() => dynamoPaces(client, chat)))
  describe('Presences in DynamoDB', () => {
    presencesContract((times) => dynamoPresences(client, chat, times))
    presenceItems(client, chat)
  })
  describe('Invites in DynamoDB', () => invitesContract(() => dynamoInvites(client, chat)))
  describe('Profiles in DynamoDB', () => profilesContract(() => dynamoProfiles(client, chat)))
}
