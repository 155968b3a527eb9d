import { type DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import type { ConnectionId } from '@parley/domain'
import type { Speaker } from '../ports.ts'
import { key } from './chat-keys.ts'
import { conditionally, toItem } from './dynamo.ts'

/** A device holds this connection no longer; the one that came after it stays. */
export async function unregister(
  client: DynamoDBClient,
  table: string,
  { user, device }: Speaker,
  connection: ConnectionId,
): Promise<void> {
  await conditionally(() =>
    client.send(
      new UpdateItemCommand({
        TableName: table,
        Key: key.sockets(user),
        UpdateExpression: 'REMOVE #live',
        ConditionExpression: '#live.c = :connection',
        ExpressionAttributeNames: { '#live': `s:${device}` },
        ExpressionAttributeValues: toItem({ ':connection': connection }),
      }),
    ),
  )
}
