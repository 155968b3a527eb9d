import {
  type AttributeValue,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  QueryCommand,
  UpdateItemCommand,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb'
import type { ConnectionId, UserId } from '@parley/domain'
import type { Watcher, Watchers } from '../ports.ts'
import { batchWrite } from './batch-write.ts'
import { key } from './chat-keys.ts'
import { conditionally, fromItem, type Item, toItem } from './dynamo.ts'
import { Terms } from './expression.ts'

/** How many watchers are told together: what is read of each of them is held at once. */
const PAGE = 500
/** How long an item outlives what it says, seconds. */
const LINGER_S = 60

type StoredWatcher = { sk: ConnectionId; user: UserId }
/** `version` grows with every change. */
type StoredWatching = { users?: UserId[]; version?: number }

export type DynamoWatchers = Watchers & {
  /** This socket hears of these people until `until`, and of nobody else any more. */
  replace(watcher: Watcher, users: readonly UserId[], until: number): Promise<void>
}

/**
 * Who hears of whom, in the Chat table: an item for each pair of a person and a socket, beside the person's other
 * watchers, and for each socket the list of them, so that those it no longer wants can be found.
 */
export function dynamoWatchers(client: DynamoDBClient, table: string, page = PAGE): DynamoWatchers {
  return {
    async *watchersOf(user, now) {
      let from: Item | undefined
      do {
        const { Items = [], LastEvaluatedKey } = await client.send(livePage(user, now, from))
        if (Items.length > 0) yield Items.map(toWatcher)
        from = LastEvaluatedKey
      } while (from)
    },

    async unwatch({ connection }, user) {
      await client.send(new DeleteItemCommand({ TableName: table, Key: key.watcher(user, connection) }))
    },

    /**
     * Units: one read and `⌈n / 35⌉` or so writes for the list, a write for each person in it and for each that is
     * not in it any more. What goes, goes before the list that knew of it: whoever repeats this after a crash finds
     * all there is. Of two at the same moment one is last; what the other adds after that stays until it expires.
     */
    async replace(watcher, users, until) {
      const { connection } = watcher
      for (;;) {
        const { users: former = [], version } = await listOf(connection)
        const left = former.filter((user) => !users.includes(user))
        await batchWrite(
          client,
          table,
          left.map((user) => ({ DeleteRequest: { Key: key.watcher(user, connection) } })),
        )
        if (former.length === 0 && users.length === 0) return
        if (await keepList(connection, version, users, until)) break
      }
      await batchWrite(
        client,
        table,
        users.map((user) => putWatcher(watcher, user, until)),
      )
    },
  }

  /** An item may outlive its time by two days. */
  function livePage(user: UserId, now: number, from: Item | undefined): QueryCommand {
    return new QueryCommand({
      TableName: table,
      KeyConditionExpression: 'pk = :pk',
      FilterExpression: '#until > :now',
      ExpressionAttributeNames: { '#until': 'until' },
      ExpressionAttributeValues: { ':pk': watchersKey(user), ...toItem({ ':now': now }) },
      ConsistentRead: true,
      Limit: page,
      ExclusiveStartKey: from,
    })
  }

  async function listOf(connection: ConnectionId): Promise<StoredWatching> {
    const { Item } = await client.send(
      new GetItemCommand({ TableName: table, Key: key.watching(connection), ConsistentRead: true }),
    )
    return Item ? fromItem<StoredWatching>(Item) : {}
  }

  /** False if somebody else was faster. */
  function keepList(
    connection: ConnectionId,
    version: number | undefined,
    users: readonly UserId[],
    until: number,
  ): Promise<boolean> {
    const terms = new Terms()
    const UpdateExpression = terms.update({
      set: { users, version: (version ?? 0) + 1, expires: expiryOf(until) },
    })
    return conditionally(() =>
      client.send(
        new UpdateItemCommand({
          TableName: table,
          Key: key.watching(connection),
          UpdateExpression,
          ConditionExpression: terms.is('version', version),
          ...terms.parameters(),
        }),
      ),
    )
  }
}

function putWatcher({ user: hearing, connection }: Watcher, user: UserId, until: number): WriteRequest {
  const values = toItem({ user: hearing, until, expires: expiryOf(until) })
  return { PutRequest: { Item: { ...key.watcher(user, connection), ...values } } }
}

function watchersKey(user: UserId): AttributeValue {
  return key.watcher(user, 'any' as ConnectionId).pk!
}

function toWatcher(item: Item): Watcher {
  const { sk, user } = fromItem<StoredWatcher>(item)
  return { user, connection: sk }
}

function expiryOf(until: number): number {
  return Math.ceil(until / 1000) + LINGER_S
}
