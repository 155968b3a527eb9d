import {
  type DynamoDBClient,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import { type ConversationId, EMPTY_HEAD, type Entry, headOf } from '@parley/domain'
import type { MessageLog, Page } from '../ports.ts'
import { batchGet } from './batch-get.ts'
import { conditionally, conditionFailure, settled, toItem } from './dynamo.ts'
import { entryOfItem, entryToItem, LINGERS_MS } from './entry-item.ts'
import { placeTogether } from './place-together.ts'

export { entryOfItem, entryToItem } from './entry-item.ts'

const END = Number.MAX_SAFE_INTEGER
type Read = { forward: boolean; limit: number; consistent: boolean }

/**
 * The logs in DynamoDB: partition key `conversation`, sort key `seq`. The key itself is the counter. What goes
 * along with an entry lies in both tables.
 */
export function dynamoMessageLog(client: DynamoDBClient, table: string, chatTable: string): MessageLog {
  return {
    async place(entry, along) {
      const isAlone = !along || Object.values(along).every((part) => part === undefined)
      if (!isAlone) return placeTogether(client, { messages: table, chat: chatTable }, entry, along)
      try {
        await settled(() => client.send(putFirst(table, entry)))
        return undefined
      } catch (error) {
        const failure = conditionFailure(error)
        if (!failure?.item) throw error
        return entryOfItem(failure.item)
      }
    },
    from: (conversation, seq, limit, consistent) =>
      query(conversation, 'seq >= :seq', seq, { forward: true, limit, consistent }),
    below: (conversation, seq, limit) =>
      query(conversation, 'seq < :seq', seq ?? END, { forward: false, limit, consistent: true }),
    async at(positions) {
      // Only the key: whoever asks may hold positions that are part of more.
      const keys = positions.map(({ conversation, seq }) => toItem({ conversation, seq }))
      const items = await batchGet(client, table, keys)
      return items.map(entryOfItem)
    },
    async head(conversation) {
      const { entries } = await query(conversation, 'seq < :seq', END, {
        forward: false,
        limit: 1,
        consistent: true,
      })
      return entries[0] ? headOf(entries[0]) : EMPTY_HEAD
    },
    async mayVanish({ conversation, seq, expires }) {
      if (expires === undefined) return
      await conditionally(() =>
        client.send(
          new UpdateItemCommand({
            TableName: table,
            Key: toItem({ conversation, seq }),
            UpdateExpression: 'SET vanishes = :vanishes',
            // An item that has gone must not come back as an empty one.
            ConditionExpression: 'attribute_exists(seq)',
            ExpressionAttributeValues: toItem({ ':vanishes': Math.ceil((expires + LINGERS_MS) / 1000) }),
          }),
        ),
      )
    },
  }

  async function query(conversation: ConversationId, where: string, seq: number, read: Read): Promise<Page> {
    const result = await client.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: `conversation = :conversation AND ${where}`,
        ExpressionAttributeValues: toItem({ ':conversation': conversation, ':seq': seq }),
        ScanIndexForward: read.forward,
        ConsistentRead: read.consistent,
        Limit: read.limit,
      }),
    )
    // A page is also cut at 1 MB: what counts is whether DynamoDB says there may be more.
    return { entries: (result.Items ?? []).map(entryOfItem), more: result.LastEvaluatedKey !== undefined }
  }
}

function putFirst(table: string, entry: Entry): PutItemCommand {
  return new PutItemCommand({
    TableName: table,
    Item: entryToItem(entry),
    ConditionExpression: 'attribute_not_exists(seq)',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  })
}
