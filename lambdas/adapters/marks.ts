import { type DynamoDBClient, QueryCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import type { ConversationId, UserId } from '@parley/domain'
import type { Marks, MessageMark } from '../ports.ts'
import { key } from './chat-keys.ts'
import { fromItem, type Item, settled } from './dynamo.ts'
import { Terms } from './expression.ts'
import { afterMarking } from './inbox-changes.ts'
import { CHANGED_BY } from './inbox-row.ts'
import { inboxTable } from './inbox-table.ts'

type StoredMark = Partial<MessageMark> & { pk: string; sk: string }

/** Stars and hidden messages in the Chat table, one item each beside its person's other items. */
export function dynamoMarks(client: DynamoDBClient, table: string): Marks {
  const { get, revise } = inboxTable(client, table)

  return {
    async put({ user, device }, conversation, seq, { starred, hidden }, now) {
      const terms = new Terms()
      const set = { ...(starred !== undefined && { starred }), ...(hidden !== undefined && { hidden }) }
      const UpdateExpression = terms.update({ set: { ...set, changed: now } })
      await settled(() =>
        client.send(
          new UpdateItemCommand({
            TableName: table,
            Key: key.mark(user, conversation, seq),
            UpdateExpression,
            ...terms.parameters(),
          }),
        ),
      )
      // After the mark itself: a device that sees the row has something to look for.
      const seen = (await get(user, conversation)) ?? {}
      const stamp = { by: CHANGED_BY.choice, device, now }
      const { row } = await revise(user, conversation, seen, (each) => afterMarking(each, now), stamp)
      return row.marked!
    },

    async list(user, conversation, after, limit) {
      const found: (MessageMark & { seq: number })[] = []
      for (let behind = after; found.length < limit; ) {
        const page = await pageOf(user, conversation, behind, limit)
        found.push(...page.filter(({ starred, hidden }) => starred || hidden))
        if (page.length < limit) break
        behind = page.at(-1)!.seq
      }
      return found.slice(0, limit)
    },
  }

  /** Marks behind a position, also those that have been taken back. A mark is small: a page is full or the last. */
  async function pageOf(user: UserId, conversation: ConversationId, after: number, limit: number) {
    const first = key.mark(user, conversation, after + 1)
    const { Items = [] } = await client.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
        ExpressionAttributeValues: {
          ':pk': first.pk!,
          ':first': first.sk!,
          ':last': key.mark(user, conversation, Number.MAX_SAFE_INTEGER).sk!,
        },
        ConsistentRead: true,
        Limit: limit,
      }),
    )
    return Items.map(markOf)
  }
}

function markOf(item: Item): MessageMark & { seq: number } {
  const { sk, starred = false, hidden = false } = fromItem<StoredMark>(item)
  return { seq: Number(sk.slice(sk.lastIndexOf('#') + 1)), starred, hidden }
}
