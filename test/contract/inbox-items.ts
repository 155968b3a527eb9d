import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb'
import { DEFAULT_SETTINGS } from '@parley/domain'
import { describe, expect, it } from 'vitest'
import { dynamoAccountSettings, settingsOfItem } from '../../lambdas/adapters/account-settings.ts'
import { key } from '../../lambdas/adapters/chat-keys.ts'
import type { Item } from '../../lambdas/adapters/dynamo.ts'
import { dynamoInbox, rowOfItem } from '../../lambdas/adapters/inbox.ts'
import { dynamoMarks } from '../../lambdas/adapters/marks.ts'
import type { Inbox } from '../../lambdas/ports.ts'
import { NOW, newView } from '../fixtures/inbox-view.ts'
import { newSpeaker } from '../fixtures/people.ts'

type View = ReturnType<typeof newView>

/** What the table's stream tells of inbox rows and settings, and what the usual changes cost. */
export function inboxItems(client: DynamoDBClient, table: string): void {
  const inbox = dynamoInbox(client, table)
  const itemOf = async (itemKey: Item) =>
    (await client.send(new GetItemCommand({ TableName: table, Key: itemKey, ConsistentRead: true }))).Item!

  describe('an item in the stream', () => {
    const changes: [string, string, (view: View) => Promise<unknown>][] = [
      ['an entry', 'entry', ({ came }) => came(1)],
      ['a correction', 'entry', ({ came }) => came(2, { corrects: [{ seq: 1, preview: '' }] })],
      ['an own entry', 'entry', ({ wrote }) => wrote(1)],
      ['a receipt', 'receipt', ({ mark }) => mark(1, 1)],
      ['the other side', 'peer', (view) => peerMark(inbox, view)],
      [
        'a choice',
        'choice',
        ({ ada, conversation }) => inbox.choose(ada, conversation, { pinned: true }, NOW),
      ],
      ['a block', 'choice', ({ ada, conversation }) => inbox.block(ada, conversation, NOW)],
      ['a star', 'choice', ({ ada, conversation }) => star(ada, conversation)],
      ['a failure', 'entry', ({ ada, conversation }) => inbox.undelivered(ada.user, conversation, 1, NOW)],
      [
        'a large group',
        'entry',
        ({ ada, conversation }) => inbox.enlist(ada.user, conversation, 'Us', { seq: 1, n: 1 }, true, NOW),
      ],
    ]
    const star = (ada: View['ada'], conversation: View['conversation']) =>
      dynamoMarks(client, table).put(ada, conversation, 1, { starred: true }, NOW)

    it.each(changes)('says that %s changed the row: %s', async (_, by, change) => {
      const view = newView(inbox)
      await view.came(1)
      await inbox.mark(view.ben, view.conversation, { delivered: 1, read: 1, readN: 1 }, true, NOW)
      await change(view)
      const { ada, conversation, row } = view
      const told = rowOfItem(await itemOf(key.inbox(ada.user, conversation)))
      const device = by === 'receipt' || by === 'choice' ? { device: ada.device } : {}
      expect(told).toEqual({ ...(await row()), user: ada.user, by, ...device })
    })

    it('says who chose what for its account, by which device', async () => {
      const ada = newSpeaker()
      await dynamoAccountSettings(client, table).put(ada, { readReceipts: 'nobody' }, NOW)
      const told = settingsOfItem(await itemOf(key.settings(ada.user)))
      expect(told).toEqual({ ...ada, settings: { ...DEFAULT_SETTINGS, readReceipts: 'nobody' } })
    })
  })

  describe('the price', () => {
    const price = async (change: () => Promise<unknown>): Promise<string[]> => {
      const sent: string[] = []
      const count = { step: 'initialize', name: 'counted' } as const
      client.middlewareStack.add(
        (next, { commandName }) =>
          (input) => {
            sent.push(commandName!.replace('Command', ''))
            return next(input)
          },
        count,
      )
      try {
        await change()
      } finally {
        client.middlewareStack.remove(count.name)
      }
      return sent
    }
    const usual: [string, (view: View) => Promise<unknown>][] = [
      ['a message', ({ came }) => came(3, { mentions: [3], title: 'Us' })],
      ['an own message behind what was read', ({ wrote }) => wrote(3)],
      ['own messages among others', ({ came }) => came(4, { own: [3], others: [4] })],
      ['coming in', ({ conversation }) => comesIn(inbox, conversation)],
      ['what the other side says', (view) => peerMark(inbox, view)],
    ]

    it.each(usual)('of %s is one write', async (_, change) => {
      const view = newView(inbox)
      await view.came(2)
      await view.mark(2, 2)
      expect(await price(() => change(view))).toEqual(['UpdateItem'])
    })

    it('of what is corrected, of a receipt and of a choice is a read more', async () => {
      const { ada, conversation, came, mark } = newView(inbox)
      const readAndWrite = ['GetItem', 'UpdateItem']
      await came(2)
      expect(await price(() => came(3, { corrects: [{ seq: 2, preview: '' }] }))).toEqual(readAndWrite)
      expect(await price(() => mark(3, 2))).toEqual(readAndWrite)
      expect(await price(() => mark(3, 2))).toEqual(['GetItem'])
      const archive = () => inbox.choose(ada, conversation, { archived: true }, NOW)
      expect(await price(archive)).toEqual(readAndWrite)
    })

    it('of a message that is hidden is a write more', async () => {
      const { ada, conversation, came } = newView(inbox)
      await inbox.block(ada, conversation, NOW)
      expect(await price(() => came(1))).toEqual(['UpdateItem', 'UpdateItem'])
    })
  })
}

function peerMark(inbox: Inbox, { ada, conversation }: View): Promise<void> {
  return inbox.peerMark(ada.user, conversation, { delivered: 1, read: 1 }, NOW)
}

function comesIn(inbox: Inbox, conversation: View['conversation']): Promise<boolean> {
  const { user } = newSpeaker()
  const { news } = newView(inbox)
  return inbox.advance(user, news(3, { conversation, joined: { seq: 3, n: 3 } }), NOW)
}
