import { DeleteItemCommand, type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb'
import type { ConversationId } from '@parley/domain'
import type { Belongings } from '../ports.ts'
import { INBOX, key } from './chat-keys.ts'
import { type Item, settled, toItem } from './dynamo.ts'

/** A person's items in the Chat table: all under one partition key. */
export function dynamoBelongings(client: DynamoDBClient, table: string): Belongings {
  return {
    async conversations(user, after, limit) {
      const { Items = [] } = await client.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: 'pk = :pk AND sk BETWEEN :behind AND :last',
          ExpressionAttributeValues: {
            ':pk': key.sockets(user).pk!,
            // Behind this id, and before any that follows: none has what its own begins with behind it.
            ...toItem({ ':behind': `${INBOX}${after ?? ''}!`, ':last': `${INBOX}~` }),
          },
          ProjectionExpression: 'sk',
          ConsistentRead: true,
          Limit: limit,
        }),
      )
      return Items.map(({ sk }) => sk!.S!.slice(INBOX.length) as ConversationId)
    },

    async remove(user, limit) {
      const kept = new Set([key.profile(user), key.sockets(user)].map(({ sk }) => sk!.S!))
      const { Items = [], LastEvaluatedKey } = await client.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': key.sockets(user).pk! },
          ProjectionExpression: 'pk, sk',
          ConsistentRead: true,
          Limit: limit + kept.size,
        }),
      )
      const gone = Items.filter(({ sk }) => !kept.has(sk!.S!))
      await Promise.all(gone.map(forget))
      return LastEvaluatedKey !== undefined
    },
  }

  async function forget({ pk, sk }: Item): Promise<void> {
    await settled(() => client.send(new DeleteItemCommand({ TableName: table, Key: { pk: pk!, sk: sk! } })))
  }
}
