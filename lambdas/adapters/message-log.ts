import { type DynamoDBClient, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb'
import { type ConversationId, EMPTY_HEAD, type Entry } from '@parley/domain'
import type { MessageLog, Page } from '../ports.ts'
import { batchGet } from './batch-get.ts'
import { conditionFailure, fromItem, type Item, toItem } from './dynamo.ts'

/** The stored form: the entry with its body flattened, so that an item stays small. */
export function entryToItem({ body, ...entry }: Entry): Item {
  return toItem({ ...entry, ...body })
}

export function entryOfItem(item: Item): Entry {
  const { kind, text, preview, long, ...entry } = fromItem<StoredEntry>(item)
  if (kind === 'text' && text !== undefined) return { ...entry, body: { kind, text } }
  if (kind === 'long-text' && long && preview !== undefined)
    return { ...entry, body: { kind, preview, long } }
  throw new Error(`Entry ${entry.conversation}/${entry.seq} has a kind this version does not know.`)
}

type Flat<Body> = Body extends unknown ? Partial<Body> : never
type StoredEntry = Omit<Entry, 'body'> & { kind: Entry['body']['kind'] } & Flat<{ text: string }> &
  Flat<{ preview: string; long: Extract<Entry['body'], { kind: 'long-text' }>['long'] }>

const END = Number.MAX_SAFE_INTEGER
type Read = { forward: boolean; limit: number; consistent: boolean }

/** The logs in DynamoDB: partition key `conversation`, sort key `seq`. The key itself is the counter. */
export function dynamoMessageLog(client: DynamoDBClient, table: string): MessageLog {
  return {
    async place(entry) {
      try {
        await client.send(
          new PutItemCommand({
            TableName: table,
            Item: entryToItem(entry),
            ConditionExpression: 'attribute_not_exists(seq)',
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          }),
        )
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
      const last = entries[0]
      return last ? { seq: last.seq, n: last.n } : EMPTY_HEAD
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
