import { type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb'
import { type Head, unread } from '@parley/domain'
import type { Badges } from '../ports.ts'
import { INBOX, key } from './chat-keys.ts'
import { fromItem, type Item, toItem } from './dynamo.ts'
import type { StoredRow } from './inbox-row.ts'

type CountedRow = Pick<StoredRow, 'seq' | 'n' | 'read' | 'readN' | 'skip'> & { sk: string }

/** Unread messages over a person's inbox rows: one query a megabyte of them, and half a unit for 4 KB. */
export function dynamoBadges(client: DynamoDBClient, table: string): Badges {
  return {
    async of(user, conversation, head) {
      let count = 0
      let from: Item | undefined
      do {
        const { Items = [], LastEvaluatedKey } = await client.send(
          new QueryCommand({
            TableName: table,
            KeyConditionExpression: 'pk = :pk AND begins_with(sk, :inbox)',
            ProjectionExpression: 'sk, seq, n, #read, readN, #skip',
            ExpressionAttributeNames: { '#read': 'read', '#skip': 'skip' },
            ExpressionAttributeValues: { ...toItem({ ':inbox': INBOX }), ':pk': key.sockets(user).pk! },
            ...(from && { ExclusiveStartKey: from }),
          }),
        )
        for (const item of Items) {
          const row = fromItem<CountedRow>(item)
          count += unreadIn(row, row.sk === `${INBOX}${conversation}` ? head : undefined)
        }
        from = LastEvaluatedKey
      } while (from)
      return count
    },
  }
}

/** What is unread in a row, which may not have come as far as its conversation is known to. */
export function unreadIn(row: Omit<CountedRow, 'sk'>, known: Pick<Head, 'seq' | 'n'> | undefined): number {
  const { seq = 0, n = 0, read = 0, readN = 0, skip = new Set() } = row
  const head = known && known.seq > seq ? known : { seq, n }
  return unread(head, { read, readN, skip: [...skip] })
}
