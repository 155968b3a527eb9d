import { type DynamoDBClient, GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import type { ConversationId, DeviceId, UserId } from '@parley/domain'
import { key } from './chat-keys.ts'
import { conditionFailure, fromItem, settled } from './dynamo.ts'
import { Terms } from './expression.ts'
import type { ChangedBy, RowChange, StoredRow } from './inbox-row.ts'

/** What is noted with every change of a row. */
type Stamp = { readonly by: ChangedBy; readonly now: number; readonly device?: DeviceId }
type Written =
  | { readonly done: true; readonly row: StoredRow }
  | { readonly done: false; readonly row: StoredRow }

/** Reading and changing one item that is an inbox row. */
type InboxTable = {
  /** Strongly consistent; undefined if there is none. */
  get(user: UserId, conversation: ConversationId): Promise<StoredRow | undefined>
  /** Changes the row, whatever its guards, if these conditions hold: the row after that. Else the row as it is. */
  write(
    user: UserId,
    conversation: ConversationId,
    change: RowChange,
    conditions: (terms: Terms) => string[],
    stamp: Stamp,
  ): Promise<Written>
  /**
   * Changes the row as `next` decides from what it is, others changing it at the same time. `seen` may be a guess:
   * then `next` must want to change it. `isChanged` is false if nothing was to be changed; `seen` is what was
   * decided on, `row` what came of it.
   */
  revise(
    user: UserId,
    conversation: ConversationId,
    seen: StoredRow,
    next: (row: StoredRow) => RowChange | undefined,
    stamp: Stamp,
  ): Promise<{ readonly isChanged: boolean; readonly seen: StoredRow; readonly row: StoredRow }>
}

export function inboxTable(client: DynamoDBClient, table: string): InboxTable {
  const write: InboxTable['write'] = async (user, conversation, change, conditions, stamp) => {
    const terms = new Terms()
    const { by, now, device } = stamp
    const set = { ...change.set, ...(device !== undefined && { device }), by, changed: now }
    const UpdateExpression = terms.update({ ...change, set })
    const ConditionExpression = conditions(terms).join(' AND ') || undefined
    const command = new UpdateItemCommand({
      TableName: table,
      Key: key.inbox(user, conversation),
      UpdateExpression,
      ConditionExpression,
      ...terms.parameters(),
      ReturnValues: 'ALL_NEW',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    })
    try {
      const { Attributes = {} } = await settled(() => client.send(command))
      return { done: true, row: fromItem<StoredRow>(Attributes) }
    } catch (error) {
      const failure = conditionFailure(error)
      if (!failure) throw error
      return { done: false, row: failure.item ? fromItem<StoredRow>(failure.item) : {} }
    }
  }

  return {
    write,

    async get(user, conversation) {
      const { Item } = await client.send(
        new GetItemCommand({ TableName: table, Key: key.inbox(user, conversation), ConsistentRead: true }),
      )
      return Item && fromItem<StoredRow>(Item)
    },

    async revise(user, conversation, guess, next, stamp) {
      for (let seen = guess; ; ) {
        const change = next(seen)
        if (!change) return { isChanged: false, seen, row: seen }
        const asSeen = (terms: Terms) => change.guards.map((name) => terms.is(name, seen[name]))
        const { done, row } = await write(user, conversation, change, asSeen, stamp)
        if (done) return { isChanged: true, seen, row }
        seen = row
      }
    },
  }
}
