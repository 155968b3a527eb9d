import { type DynamoDBClient, GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import type { UserId, Watched } from '@parley/domain'
import { batchGet } from './batch-get.ts'
import { key } from './chat-keys.ts'
import { conditionFailure, fromItem, type Item, settled } from './dynamo.ts'
import { Terms } from './expression.ts'
import { PRESENCE_BY, presenceOf, type StoredPresence, userAndPresenceOf } from './presence-item.ts'

/** What becomes of a presence item, under a condition. Undefined takes an attribute away. */
export type PresenceChange = {
  readonly by: keyof typeof PRESENCE_BY
  readonly set: { readonly [Name in keyof StoredPresence]?: StoredPresence[Name] | undefined }
  readonly only: (terms: Terms) => string
}

export type PresenceTable = {
  /** What is there then, whether the change was made or its condition did not hold. 1 write either way. */
  change(user: UserId, change: PresenceChange): Promise<{ readonly isDone: boolean; readonly state: Watched }>
  /** Those of whom nothing is known are left out. */
  read(users: readonly UserId[], isConsistent: boolean): Promise<Map<UserId, Watched>>
  /** Strongly consistent. */
  readOne(user: UserId): Promise<Watched>
}

/** The items that hold presences. */
export function presenceTable(client: DynamoDBClient, table: string): PresenceTable {
  return {
    async change(user, { by, set, only }) {
      const terms = new Terms()
      const command = new UpdateItemCommand({
        TableName: table,
        Key: key.presence(user),
        UpdateExpression: terms.update({ set: { ...set, by: PRESENCE_BY[by] } }),
        ConditionExpression: only(terms),
        ReturnValues: 'ALL_NEW',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        ...terms.parameters(),
      })
      try {
        const { Attributes = {} } = await settled(() => client.send(command))
        return { isDone: true, state: stateOf(Attributes) }
      } catch (error) {
        const failure = conditionFailure(error)
        if (!failure) throw error
        return { isDone: false, state: stateOf(failure.item ?? {}) }
      }
    },

    async read(users, isConsistent) {
      const items = await batchGet(client, table, [...new Set(users)].map(key.presence), { isConsistent })
      return new Map(items.map(userAndPresenceOf).map(({ user, ...state }) => [user, state]))
    },

    async readOne(user) {
      const { Item = {} } = await client.send(
        new GetItemCommand({ TableName: table, Key: key.presence(user), ConsistentRead: true }),
      )
      return stateOf(Item)
    },
  }
}

function stateOf(item: Item): Watched {
  return presenceOf(fromItem<StoredPresence>(item))
}

/** That nothing has changed of somebody since. */
export function isAs(state: Watched, terms: Terms): string {
  return [isSeenAs(state, terms), terms.is('watched', state.watched), terms.is('look', state.look)].join(
    ' AND ',
  )
}

export function isSeenAs({ seen }: Watched, terms: Terms): string {
  return `${terms.is('seen', seen?.seen)} AND ${terms.is('online', seen?.isOnline)}`
}
