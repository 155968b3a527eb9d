import { type ConversationId, type Member, untouched } from '@parley/domain'
import { expect, it } from 'vitest'
import { newUser } from '../../test/fixtures/people.ts'
import { conversationOfItem, conversationToItem } from './conversation-item.ts'

it('keeps five thousand members in far less than an item may hold', () => {
  const spans = [{ after: 123_456 }]
  const members = Array.from({ length: 5_000 }, (): [Member['user'], Member] => {
    const user = newUser()
    return [user, { user, role: 'member', since: 123_456, spans }]
  })
  const group = { ...untouched(`gr_${newUser()}` as ConversationId), members: new Map(members) }
  const item = conversationToItem(group)
  expect(Buffer.byteLength(JSON.stringify(item))).toBeLessThan(250_000)
  expect(conversationOfItem(item)).toEqual(group)
})

it('does not guess at a role that it does not know', () => {
  const user = newUser()
  const group = untouched(`gr_${newUser()}` as ConversationId)
  const item = { ...conversationToItem(group), members: { S: `${user}x0:0-` } }
  expect(() => conversationOfItem(item)).toThrow('role')
})
