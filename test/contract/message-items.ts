import { type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { describe, expect, it } from 'vitest'
import { toItem } from '../../lambdas/adapters/dynamo.ts'
import { entryToItem } from '../../lambdas/adapters/entry-item.ts'
import { dynamoMessageLog } from '../../lambdas/adapters/message-log.ts'
import { newEntry, newPair, newUser } from '../fixtures/people.ts'

/** What lies in the table of messages beside what the port shows of it. */
export function messageItems(client: DynamoDBClient, table: string, chatTable: string): void {
  const log = dynamoMessageLog(client, table, chatTable)
  const itemAt = async (conversation: string, seq: number) => {
    const Key = toItem({ conversation, seq })
    return (await client.send(new GetItemCommand({ TableName: table, Key, ConsistentRead: true }))).Item
  }

  describe('an item of a message', () => {
    it('holds no word of what was deleted, nor whom it mentioned', async () => {
      const { ada, ben, conversation } = newPair()
      const long = { chars: 9, bytes: 9, sha256: 'secret' }
      const body = { kind: 'text', text: 'secret', reply: 1, mentions: [ben.user], forwarded: true } as const
      const content = { kind: 'long-text', preview: 'secret', long } as const
      await log.place({ ...newEntry(conversation, 1, ada), body })
      const edit = { kind: 'edit', target: 1, content } as const
      await log.place(
        { ...newEntry(conversation, 2, ada), body: edit },
        { amended: [{ seq: 1, edit: 2, content }] },
      )
      await log.place(newEntry(conversation, 3, ada), {
        amended: [1, 2].map((seq) => ({ seq, deleted: true, digest: 'd' })),
      })
      const items = JSON.stringify(await Promise.all([itemAt(conversation, 1), itemAt(conversation, 2)]))
      expect(items).not.toContain('secret')
      expect(items).not.toContain(`"${ben.user}"`)
    })

    it('is deleted by the table a day after the message has expired, to the second', async () => {
      const { ada, conversation } = newPair()
      const entry = { ...newEntry(conversation, 1, ada), expires: 1_700_000_000_001 }
      await log.place(entry)
      expect(await itemAt(conversation, 1)).not.toHaveProperty('vanishes')
      await log.mayVanish(entry)
      expect(await itemAt(conversation, 1)).toMatchObject({ vanishes: { N: '1700086401' } })
    })

    it('of old is read as one of a conversation that was never changed', async () => {
      const { ada, conversation } = newPair()
      const entry = newEntry(conversation, 1, ada)
      const { epoch: _, busy: __, ...Item } = entryToItem(entry)
      await client.send(new PutItemCommand({ TableName: table, Item }))
      expect(await log.head(conversation)).toEqual({ seq: 1, n: 1, epoch: 0, busy: 0 })
      expect(await log.at([entry])).toEqual([entry])
    })

    it('that was edited and reacted to is as large as what it says, and a little more for each', async () => {
      const { ada, conversation } = newPair()
      const users = Array.from({ length: 10 }, () => newUser())
      await log.place(newEntry(conversation, 1, ada, 'x'.repeat(100)))
      const content = { kind: 'text', text: 'y'.repeat(100) } as const
      const amended = users.map((user, index) => ({ seq: 1, by: index + 3, user, emoji: '👍' }))
      await log.place(newEntry(conversation, 2, ada), { amended: [{ seq: 1, edit: 2, content }] })
      for (const amendment of amended)
        await log.place(newEntry(conversation, amendment.by, ada), { amended: [amendment] })
      const item = await itemAt(conversation, 1)
      expect(Buffer.byteLength(JSON.stringify(item))).toBeLessThan(1_500)
    })

    it('is small: a short message is one write unit', async () => {
      const { ada, conversation } = newPair()
      const text = 'x'.repeat(500)
      await log.place({ ...newEntry(conversation, 1, ada, text), epoch: 1_000_000, busy: 1_700_000_000_000 })
      const item = await itemAt(conversation, 1)
      expect(Buffer.byteLength(JSON.stringify(item))).toBeLessThan(1_024)
    })
  })
}
