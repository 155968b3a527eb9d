import type { ConversationId } from '@parley/domain'
import { expect, it } from 'vitest'
import type { Members } from '../../lambdas/ports.ts'
import { newPair, newUser } from '../fixtures/people.ts'

/** What every Members guarantees of direct conversations. */
export function membersContract(open: () => Members): void {
  const members = open()

  it('knows both people, who hear all of it', async () => {
    const { ada, ben, conversation } = newPair()
    const both = await members.of(conversation)
    expect(both).toHaveLength(2)
    expect(both).toEqual(expect.arrayContaining([ada, ben].map(({ user }) => ({ user, after: 0 }))))
    expect(await members.find(conversation, ada.user)).toEqual({ user: ada.user, after: 0 })
  })

  it('knows one person of a conversation with oneself', async () => {
    const user = newUser()
    expect(await members.of(`dm_${user}_${user}` as ConversationId)).toEqual([{ user, after: 0 }])
  })

  it('does not find a stranger', async () => {
    expect(await members.find(newPair().conversation, newUser())).toBeUndefined()
  })

  it.each(['dm_a_b', 'dm_', `dm_${'b'.repeat(25)}_${'a'.repeat(25)}`, 'constructor'])(
    'knows nobody of what cannot be a conversation: %s',
    async (id) => {
      expect(await members.of(id as ConversationId)).toEqual([])
      expect(await members.find(id as ConversationId, 'b'.repeat(25) as never)).toBeUndefined()
    },
  )
}
