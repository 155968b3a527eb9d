import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb'
import type { UserId } from '@parley/domain'
import type { Conversations } from '../ports.ts'
import { batchGet } from './batch-get.ts'
import { key, userOf } from './chat-keys.ts'
import { conversationOfItem, spansOfItem } from './conversation-item.ts'

/** Conversations in the Chat table, written by the log in one transaction with the entry that changes them. */
export function dynamoConversations(client: DynamoDBClient, table: string): Conversations {
  return {
    async read(conversation) {
      const { Item } = await client.send(
        new GetItemCommand({ TableName: table, Key: key.conversation(conversation), ConsistentRead: true }),
      )
      return Item && conversationOfItem(Item)
    },
    async spansOf(conversation, users) {
      const keys = [...new Set(users)].map((user) => key.spans(user, conversation))
      const items = await batchGet(client, table, keys)
      return new Map(
        items.map((item): [UserId, ReturnType<typeof spansOfItem>] => [
          userOf(item.pk?.S ?? ''),
          spansOfItem(item),
        ]),
      )
    },
  }
}
