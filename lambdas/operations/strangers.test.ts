import { directId, type UserId } from '@parley/domain'
import { OPERATIONS, Refusal } from '@parley/protocol'
import { describe, expect, it } from 'vitest'
import { asking, newGroup, newPeople } from '../../test/fixtures/asking.ts'
import { newClientId, newUser } from '../../test/fixtures/people.ts'
import { newWorld } from '../../test/fixtures/world.ts'
import type { Speaker } from '../ports.ts'
import { operations } from './index.ts'
import type { Operation } from './operation.ts'

type About = { by: Speaker; other: UserId }

/** What a stranger may send to each operation on a conversation: as good as it can be. */
const BODIES: Record<string, (about: About) => object> = {
  listEntries: () => ({}),
  sendLong: ({ by }) => ({ device: by.device, clientId: newClientId(), after: 0, text: 'hello' }),
  getText: () => ({}),
  getConversation: () => ({}),
  putConversation: () => ({ title: 'Mine' }),
  addMembers: ({ by }) => ({ users: [by.user] }),
  removeMember: () => ({}),
  putMember: () => ({ role: 'admin' }),
  createInvite: () => ({}),
  listInvites: () => ({}),
  revokeInvite: () => ({}),
  listReceipts: () => ({}),
  putChat: ({ by }) => ({ device: by.device, blocked: true, clearedUpTo: 1 }),
  putMark: ({ by }) => ({ device: by.device, starred: true }),
  listMarks: () => ({}),
  getMedia: () => ({}),
  copyMedia: ({ by, other }) => ({
    device: by.device,
    clientId: newClientId(),
    to: directId(by.user, other),
  }),
}
const names = Object.entries(OPERATIONS)
  .filter(([, { route }]) => route.includes('{conversation}'))
  .map(([name]) => name as keyof typeof operations)

describe('a stranger', () => {
  it('has its say about every operation on a conversation here', () => {
    expect(Object.keys(BODIES).sort()).toEqual([...names].sort())
  })

  it.each(names)(
    'is told by %s of a conversation what it is told of one that does not exist',
    async (name) => {
      const world = newWorld()
      const [ada, ben, cat] = (await newPeople(world, 3)) as [Speaker, Speaker, Speaker]
      const group = await newGroup(world, ada, [ben])
      const ids = [
        ...[group, directId(ada.user, ben.user)],
        ...[
          `gr_${newUser()}`,
          `dm_${'0'.repeat(25)}_${'1'.repeat(25)}`,
          'dm_a_b',
          'constructor',
          '__proto__',
        ],
      ]
      const answers = await Promise.all(
        ids.map(async (conversation) => {
          const path = { conversation, user: ben.user, seq: 1, invite: '0123456789abcdef' }
          const input = { path, query: {}, body: BODIES[name]!({ by: cat, other: ben.user }) }
          const operation = operations[name] as Operation<never>
          return operation(input as never, asking(world, cat)).catch((error: unknown) => error)
        }),
      )
      for (const answer of answers) {
        expect(answer).toBeInstanceOf(Refusal)
        expect(answer).toMatchObject({ code: 'NOT_FOUND', detail: undefined })
      }
      expect(await world.log.head(group)).toMatchObject({ seq: 1 })
      expect((await world.inbox.changed(cat.user, 0, undefined, 10)).rows).toEqual([])
    },
  )
})
