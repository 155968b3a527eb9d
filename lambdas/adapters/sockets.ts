import {
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import type { ConnectionId, UserId } from '@parley/domain'
import { BAD_FRAME_WINDOW_MS } from '@parley/protocol'
import type { Sockets, Speaker, Ticket } from '../ports.ts'
import { batchGet } from './batch-get.ts'
import { key } from './chat-keys.ts'
import { cancellationReasons, conditionally, fromItem, type Item, settled, toItem } from './dynamo.ts'
import { unregister } from './registration.ts'
import { signOuts } from './sign-outs.ts'
import { type Live, liveSockets, type Pending, pushableDevices, type SocketsItem } from './sockets-item.ts'

/** A connection lives two hours at the most; its row a little longer. */
const SOCKET_ROW_LIFE_S = 3 * 3600

type SocketRow = Speaker & { missed?: boolean }

export function dynamoSockets(client: DynamoDBClient, table: string): Sockets {
  return {
    issue: (ticket) => conditionally(() => client.send(keepTicket(ticket))),

    reissue: (ticket) => conditionally(() => client.send(keepTicket(ticket, 'attribute_exists(#known)'))),

    async open({ user, device, hash }, connection, now) {
      const before = await socketsItem(user)
      const ticket = before[`k:${device}`]
      if (!ticket || ticket.h !== hash || ticket.x < now) return { opened: false }
      try {
        await settled(() => client.send(register({ user, device }, hash, connection, now)))
      } catch (error) {
        if (cancellationReasons(error).includes('ConditionalCheckFailed')) return { opened: false }
        throw error
      }
      const replaced = before[`s:${device}`]?.c
      return replaced ? { opened: true, replaced } : { opened: true }
    },

    async speaker(connection) {
      // The row never changes: half the price is enough, unless it is too new to be everywhere yet.
      const row = (await socketRow(connection, false)) ?? (await socketRow(connection))
      return row && { user: row.user, device: row.device }
    },

    async liveOf(users) {
      const items = await socketsItems(users)
      return items.flatMap((item) => liveSockets(fromItem<SocketsItem>(item)))
    },

    async listeningOf(users) {
      const items = (await socketsItems(users)).map((item) => fromItem<SocketsItem>(item))
      return { sockets: items.flatMap(liveSockets), pushable: items.flatMap(pushableDevices) }
    },

    ...signOuts(client, table),

    async drop(connection, known) {
      const speaker = known ?? (await socketRow(connection))
      if (speaker) await unregister(client, table, speaker, connection)
      await client.send(new DeleteItemCommand({ TableName: table, Key: key.socket(connection) }))
    },

    strike: (connection, now) => countStrike(connection, now),

    async miss(connection) {
      await conditionally(() => updateRow(connection, 'SET missed = :true', { ':true': true }))
    },

    async takeMissed(connection) {
      const row = await socketRow(connection)
      if (!row?.missed) return row && false
      await conditionally(() => updateRow(connection, 'REMOVE missed'))
      return true
    },
  }

  /** Keeps a ticket, unless the sign-in behind it is void or the device was signed out since. */
  function keepTicket(
    { user, device, hash, expiresAt, signedInAt }: Ticket,
    condition?: string,
  ): UpdateItemCommand {
    const conditions = [
      '(attribute_not_exists(#void) OR #void < :signIn OR kept = :signIn)',
      '(attribute_not_exists(#out) OR #out < :signIn)',
      'NOT contains(voided, :signIn)',
      ...(condition ? [condition] : []),
    ]
    return new UpdateItemCommand({
      TableName: table,
      Key: key.sockets(user),
      UpdateExpression: 'SET #ticket = :ticket, #known = :signIn',
      ConditionExpression: conditions.join(' AND '),
      ExpressionAttributeNames: {
        '#ticket': `k:${device}`,
        '#known': `d:${device}`,
        '#out': `o:${device}`,
        '#void': 'void',
      },
      ExpressionAttributeValues: toItem({
        ':ticket': { h: hash, x: expiresAt } satisfies Pending,
        ':signIn': signedInAt,
      }),
    })
  }

  /** Spends the ticket and registers the connection: one transaction, two items. */
  function register(speaker: Speaker, hash: string, connection: ConnectionId, now: number) {
    return new TransactWriteItemsCommand({
      TransactItems: [
        {
          Update: {
            TableName: table,
            Key: key.sockets(speaker.user),
            UpdateExpression: 'SET #live = :live REMOVE #ticket',
            ConditionExpression: '#ticket.h = :hash',
            ExpressionAttributeNames: { '#live': `s:${speaker.device}`, '#ticket': `k:${speaker.device}` },
            ExpressionAttributeValues: toItem({
              ':live': { c: connection, t: now } satisfies Live,
              ':hash': hash,
            }),
          },
        },
        {
          Put: {
            TableName: table,
            Item: {
              ...key.socket(connection),
              ...toItem({ ...speaker, since: now, expires: Math.floor(now / 1000) + SOCKET_ROW_LIFE_S }),
            },
          },
        },
      ],
    })
  }

  /** One window after another: the count starts again with the first strike after a window has passed. */
  async function countStrike(connection: ConnectionId, now: number): Promise<number> {
    const within = await increment(connection, 'strikesSince > :start', 'ADD strikes :one', {
      ':start': now - BAD_FRAME_WINDOW_MS,
      ':one': 1,
    })
    if (within !== undefined) return within
    const first = await increment(connection, undefined, 'SET strikes = :one, strikesSince = :now', {
      ':one': 1,
      ':now': now,
    })
    return first ?? 0
  }

  async function increment(
    connection: ConnectionId,
    condition: string | undefined,
    update: string,
    values: Record<string, unknown>,
  ): Promise<number | undefined> {
    let strikes: number | undefined
    await conditionally(async () => {
      const result = await updateRow(connection, update, values, condition)
      strikes = fromItem<{ strikes?: number }>(result.Attributes ?? {}).strikes
    })
    return strikes
  }

  /** Changes a socket's row if the socket is still registered. */
  function updateRow(
    connection: ConnectionId,
    update: string,
    values?: Record<string, unknown>,
    condition?: string,
  ) {
    return client.send(
      new UpdateItemCommand({
        TableName: table,
        Key: key.socket(connection),
        UpdateExpression: update,
        ConditionExpression: ['attribute_exists(pk)', condition].filter(Boolean).join(' AND '),
        ReturnValues: 'ALL_NEW',
        ...(values && { ExpressionAttributeValues: toItem(values) }),
      }),
    )
  }

  async function socketRow(connection: ConnectionId, consistent = true): Promise<SocketRow | undefined> {
    return getItem<SocketRow>(key.socket(connection), consistent)
  }

  function socketsItems(users: readonly UserId[]): Promise<Item[]> {
    return batchGet(client, table, [...new Set(users)].map(key.sockets))
  }

  async function socketsItem(user: UserId): Promise<SocketsItem> {
    return (await getItem<SocketsItem>(key.sockets(user))) ?? ({} as SocketsItem)
  }

  async function getItem<Value>(itemKey: Item, consistent = true): Promise<Value | undefined> {
    const { Item } = await client.send(
      new GetItemCommand({ TableName: table, Key: itemKey, ConsistentRead: consistent }),
    )
    return Item && fromItem<Value>(Item)
  }
}
