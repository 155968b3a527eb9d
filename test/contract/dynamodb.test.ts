import { afterAll, describe, it } from 'vitest'
import { dynamoInbox } from '../../lambdas/adapters/inbox.ts'
import { dynamoMessageLog } from '../../lambdas/adapters/message-log.ts'
import { dynamoProfiles } from '../../lambdas/adapters/profiles.ts'
import { dynamoSockets } from '../../lambdas/adapters/sockets.ts'
import { startTables } from '../fixtures/dynamodb.ts'
import { inboxContract } from './inbox.contract.ts'
import { messageLogContract } from './message-log.contract.ts'
import { profilesContract } from './profiles.contract.ts'
import { socketsContract } from './sockets.contract.ts'

const tables = await startTables()

if ('unavailable' in tables) {
  it.skip(`the ports in DynamoDB: ${tables.unavailable}`, () => {})
} else {
  const { client, messages, chat } = tables
  afterAll(() => tables.stop())

  describe('MessageLog in DynamoDB', () => messageLogContract(() => dynamoMessageLog(client, messages)))
  describe('Sockets in DynamoDB', () => socketsContract(() => dynamoSockets(client, chat)))
  describe('Inbox in DynamoDB', () => inboxContract(() => dynamoInbox(client, chat)))
  describe('Profiles in DynamoDB', () => profilesContract(() => dynamoProfiles(client, chat)))
}
