import { randomUUID } from 'node:crypto'
import {
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb'
import { fromItem, type Item, toItem } from '../../lambdas/adapters/dynamo.ts'
import type { MakeContender } from '../contender.ts'
import { putAll } from '../crowd.ts'
import { newConnectionId } from './lambda.ts'
import { createTable } from './table.ts'

const TABLE = 'baseline-chat'

/**
 * The careful design without a log: message, counter and both inbox rows change together in one transaction,
 * and each message has a receipt of its own, stored and posted.
 */
export const transactionPerMessage: MakeContender = async (client, lambda) => {
  await createTable(client, TABLE, 'pk', 'sk')
  const [from, to, chat] = [randomUUID(), randomUUID(), randomUUID()]
  const [sender, receiver] = [newConnectionId(), newConnectionId()]
  await putAll(client, TABLE, [
    toItem({ pk: `C#${chat}`, sk: 'COUNTER', seq: 0 }),
    socketItem(from, sender),
    socketItem(to, receiver),
  ])
  const postTo = async (user: string, frame: object) => {
    const sockets = await socketsOf(client, user)
    await Promise.all(sockets.map((connectionId) => lambda.post(connectionId, frame)))
  }

  return {
    name: 'a transaction and a receipt per message',
    async openSockets(count) {
      const items = Array.from({ length: count }, () => socketItem(randomUUID(), newConnectionId()))
      await putAll(client, TABLE, items)
    },
    message: (text) =>
      lambda.frame(sender, { action: 'send', chat, text }, async () => {
        const last = await counter(client, chat)
        const message = { seq: last + 1, from, text, at: Date.now() }
        await client.send(storing(chat, last, message, [from, to]))
        await postTo(to, { event: 'message', chat, ...message })
        return { ok: true, seq: message.seq }
      }),
    receipt: () =>
      lambda.frame(receiver, { action: 'delivered', chat, seq: 1 }, async () => {
        const receipt = {
          pk: `C#${chat}`,
          sk: `R#${String(1).padStart(16, '0')}#${to}`,
          delivered: Date.now(),
        }
        await client.send(new PutItemCommand({ TableName: TABLE, Item: toItem(receipt) }))
        await postTo(from, { event: 'delivered', chat, seq: 1, by: to })
        return { ok: true }
      }),
  }
}

type Message = { seq: number; from: string; text: string; at: number }

function storing(chat: string, last: number, message: Message, members: readonly string[]) {
  const put = (item: object) => ({ Put: { TableName: TABLE, Item: toItem({ ...item }) } })
  const inbox = { seq: message.seq, at: message.at, preview: message.text.slice(0, 80) }
  return new TransactWriteItemsCommand({
    TransactItems: [
      put({ pk: `C#${chat}`, sk: `M#${String(message.seq).padStart(16, '0')}`, ...message }),
      {
        Update: {
          TableName: TABLE,
          Key: toItem({ pk: `C#${chat}`, sk: 'COUNTER' }),
          UpdateExpression: 'SET seq = :next',
          ConditionExpression: 'seq = :last',
          ExpressionAttributeValues: toItem({ ':next': message.seq, ':last': last }),
        },
      },
      ...members.map((user) => put({ pk: `U#${user}`, sk: `I#${chat}`, ...inbox })),
    ],
  })
}

async function counter(client: DynamoDBClient, chat: string): Promise<number> {
  const key = toItem({ pk: `C#${chat}`, sk: 'COUNTER' })
  const { Item } = await client.send(new GetItemCommand({ TableName: TABLE, Key: key, ConsistentRead: true }))
  return fromItem<{ seq: number }>(Item!).seq
}

async function socketsOf(client: DynamoDBClient, user: string): Promise<string[]> {
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: TABLE,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :socket)',
      ExpressionAttributeValues: toItem({ ':pk': `U#${user}`, ':socket': 'S#' }),
    }),
  )
  return Items.map((item) => fromItem<{ sk: string }>(item).sk.slice(2))
}

function socketItem(user: string, connectionId: string): Item {
  return toItem({ pk: `U#${user}`, sk: `S#${connectionId}`, since: Date.now() })
}
