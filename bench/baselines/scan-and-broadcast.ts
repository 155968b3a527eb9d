import { randomUUID } from 'node:crypto'
import { type DynamoDBClient, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb'
import { fromItem, type Item, toItem } from '../../lambdas/adapters/dynamo.ts'
import type { MakeContender } from '../contender.ts'
import { putAll } from '../crowd.ts'
import { newConnectionId } from './lambda.ts'
import { createTable } from './table.ts'

type Connection = { connectionId: string; userId: string }

/**
 * What public samples do: a table of connections, and for each message a scan of all of it. Samples post to
 * every socket there is; `everyone` does so too, otherwise only the sockets of whom it is for are picked.
 */
export function scanAndBroadcast(everyone: boolean): MakeContender {
  return async (client, lambda) => {
    const [connectionTable, messageTable] = [`scan-connections-${everyone}`, `scan-messages-${everyone}`]
    await createTable(client, connectionTable, 'connectionId')
    await createTable(client, messageTable, 'room', 'id')
    const [from, to] = [randomUUID(), randomUUID()]
    const sender = newConnectionId()
    const connections = [sender, newConnectionId()].map((connectionId, index) => ({
      connectionId,
      userId: index === 0 ? from : to,
    }))
    await putAll(client, connectionTable, connections.map(toItem))

    return {
      name: everyone ? 'scan, and post to everybody' : 'scan, and post to whom it is for',
      async openSockets(count) {
        const items = Array.from({ length: count }, () => ({
          connectionId: newConnectionId(),
          userId: randomUUID(),
        }))
        await putAll(client, connectionTable, items.map(toItem))
      },
      message: (text) =>
        lambda.frame(sender, { action: 'sendmessage', to, text }, async () => {
          const message = { room: [from, to].sort().join(), id: `${Date.now()}-${randomUUID()}`, from, text }
          await client.send(new PutItemCommand({ TableName: messageTable, Item: toItem(message) }))
          const open = await allConnections(client, connectionTable)
          const audience = open.filter(({ userId }) => everyone || userId === to || userId === from)
          await Promise.all(audience.map(({ connectionId }) => lambda.post(connectionId, message)))
          return undefined
        }),
    }
  }
}

async function allConnections(client: DynamoDBClient, table: string): Promise<Connection[]> {
  const found: Connection[] = []
  let start: Item | undefined
  do {
    const page = await client.send(
      new ScanCommand({ TableName: table, ...(start && { ExclusiveStartKey: start }) }),
    )
    found.push(...(page.Items ?? []).map((item) => fromItem<Connection>(item)))
    start = page.LastEvaluatedKey
  } while (start)
  return found
}
