import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { describe, expect, it } from 'vitest'
import { dynamoInbox } from '../../lambdas/adapters/inbox.ts'
import type { InboxRow } from '../../lambdas/ports.ts'
import { NOW, newView } from '../fixtures/inbox-view.ts'

type View = ReturnType<typeof newView>
type Race = {
  readonly before?: (view: View) => Promise<unknown>
  readonly change: (view: View) => Promise<unknown>
  readonly rival: (view: View) => Promise<unknown>
  readonly end: Partial<InboxRow> & { readonly settings?: object }
}

/** What comes of a change of an inbox row that is decided by what was read, if a rival is faster in between. */
export function inboxRaces(client: DynamoDBClient, table: string): void {
  const inbox = dynamoInbox(client, table)
  const fix = (seq: number, preview: string) => ({
    shows: undefined,
    others: [],
    corrects: [{ seq, preview }],
  })
  const races: [string, Race][] = [
    [
      'a receipt that reads less',
      {
        change: ({ mark }) => mark(3, 1),
        rival: ({ mark }) => mark(3, 2),
        end: { mine: { delivered: 3, read: 2 }, readN: 2 },
      },
    ],
    [
      'a receipt that has received less',
      {
        change: ({ mark }) => mark(2, 2),
        rival: ({ mark }) => mark(3, 1),
        end: { mine: { delivered: 3, read: 2 }, readN: 2 },
      },
    ],
    [
      'a correction of what is no longer shown',
      {
        change: ({ came }) => came(4, { ...fix(3, 'edited'), head: { seq: 4, n: 3 } }),
        rival: ({ came }) => came(5),
        end: { head: { seq: 5, n: 5 }, preview: 'text 5' },
      },
    ],
    [
      'a correction that is corrected',
      {
        change: ({ came }) => came(4, { ...fix(3, 'edited'), head: { seq: 4, n: 3 } }),
        rival: ({ came }) => came(5, { ...fix(3, 'edited again'), head: { seq: 5, n: 3 } }),
        end: { head: { seq: 5, n: 3 }, preview: 'edited again' },
      },
    ],
    [
      'a late correction of a message that a later one corrects',
      {
        before: ({ came }) => came(9, { shows: undefined, others: [], head: { seq: 9, n: 8 } }),
        change: ({ came }) => came(4, { ...fix(3, 'edited'), head: { seq: 4, n: 3 } }),
        rival: ({ came }) => came(5, { ...fix(3, 'edited again'), head: { seq: 5, n: 3 } }),
        end: { head: { seq: 9, n: 8 }, preview: 'edited again' },
      },
    ],
    [
      'an own edit behind what is just being read',
      {
        change: ({ came }) => came(5, { ...fix(3, 'edited'), head: { seq: 5, n: 4 }, ownFrom: 1 }),
        rival: ({ mark }) => mark(9, 9),
        end: { mine: { delivered: 9, read: 9 }, readN: 9, preview: 'edited' },
      },
    ],
    [
      'an own message behind what is just being read',
      {
        change: ({ wrote }) => wrote(4),
        rival: ({ mark }) => mark(3, 3),
        end: { mine: { delivered: 4, read: 4 }, readN: 4, skip: [] },
      },
    ],
    [
      'a choice after a choice',
      {
        change: ({ ada, conversation }) => inbox.choose(ada, conversation, { archived: true }, NOW),
        rival: ({ ada, conversation }) => inbox.choose(ada, conversation, { draft: 'x' }, NOW),
        end: { settings: { version: 2, archived: true, draft: 'x' } },
      },
    ],
    [
      'a block while something arrives',
      {
        change: ({ ada, conversation }) => inbox.block(ada, conversation, NOW),
        rival: ({ came }) => came(4),
        end: { hidden: [{ after: 4 }], head: { seq: 4, n: 4 } },
      },
    ],
    [
      'two blocks',
      {
        change: ({ ada, conversation }) => inbox.block(ada, conversation, NOW),
        rival: ({ ada, conversation }) => inbox.block(ada, conversation, NOW),
        end: { hidden: [{ after: 3 }], settings: { version: 1 } },
      },
    ],
    [
      'a message while the other is being blocked',
      {
        change: ({ came }) => came(4, { ...fix(3, 'edited'), head: { seq: 4, n: 4 }, others: [4] }),
        rival: ({ ada, conversation }) => inbox.block(ada, conversation, NOW),
        end: { head: { seq: 3, n: 3 }, preview: 'text 3', skip: [4] },
      },
    ],
  ]

  describe('a change that a rival forestalls', () => {
    it.each(races)('%s', async (_, { before, change, rival, end }) => {
      const view = newView(inbox)
      await view.came(3)
      await before?.(view)
      let isForestalled = false
      const forestall = { step: 'initialize', name: 'forestall' } as const
      client.middlewareStack.add(
        (next, { commandName }) =>
          async (input) => {
            if (commandName === 'UpdateItemCommand' && !isForestalled) {
              isForestalled = true
              await rival(view)
            }
            return next(input)
          },
        forestall,
      )
      try {
        await change(view)
      } finally {
        client.middlewareStack.remove(forestall.name)
      }
      expect(isForestalled).toBe(true)
      expect(await view.row()).toMatchObject(end)
    })
  })
}
