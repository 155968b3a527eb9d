import type { Conversation, Message, UserId } from '@parley/client'
import { describe, expect, test } from 'vitest'
import { previewOf } from './preview.ts'

const [me, bob] = ['me', 'bob'] as UserId[]
const view = { me, name: (user?: UserId) => (user === me ? 'You' : 'Bob'), isOpen: false }

describe('what a row of the inbox says', () => {
  test('somebody who is typing comes before a draft, and a draft before what was said', () => {
    const draft = conversation({ chosen: { draft: 'Dear' }, preview: 'Hi', from: bob })
    expect(previewOf({ ...draft, typists: new Map([[bob!, 'typing']]) }, view).text).toBe('typing…')
    expect(previewOf(draft, view)).toEqual({ kind: 'draft', text: 'Dear' })
    expect(previewOf(draft, { ...view, isOpen: true }).text).toBe('Hi')
  })

  test('what is on its way is said with how far it is', () => {
    const pending = [{ kind: 'message', text: 'Soon', status: 'failed' }] as unknown[]
    expect(previewOf(conversation({ pending, preview: 'Hi' }), view)).toMatchObject({
      tick: 'failed',
      text: 'Soon',
    })
  })

  test('an own message carries its ticks, in a group with "You"', () => {
    const mine = { messages: [message({ mine: true, text: 'Hi' })], preview: 'Hi', from: me }
    expect(previewOf(conversation(mine), view)).toEqual({ kind: 'said', text: 'Hi', tick: 'read' })
    expect(previewOf(conversation({ ...mine, kind: 'group' }), view).who).toBe('You')
  })

  test('somebody else is named in a group only', () => {
    const theirs = { messages: [message({ text: 'Hi' })], preview: 'Hi', from: bob }
    expect(previewOf(conversation(theirs), view)).toEqual({ kind: 'said', text: 'Hi' })
    expect(previewOf(conversation({ ...theirs, kind: 'group' }), view).who).toBe('Bob')
  })

  test.each([
    ['image', 'Photo', 'image'],
    ['voice', 'Voice message', 'mic'],
    ['document', 'plan.pdf', 'document'],
  ])('a file of kind %s is said as %j', (kind, text, icon) => {
    const media = { kind, name: 'plan.pdf' } as NonNullable<Message['media']>
    const said = conversation({ messages: [message({ media })], from: bob })
    expect(previewOf(said, view)).toMatchObject({ text, icon })
  })

  test('what was deleted, and changes of the group, are said as such', () => {
    const deleted = conversation({ messages: [message({ kind: 'deleted' })], preview: '', from: bob })
    expect(previewOf(deleted, view)).toMatchObject({ kind: 'quiet', text: 'Message deleted' })
    const left = conversation({ messages: [message({ kind: 'change', change: { type: 'left' } })] })
    expect(previewOf(left, view)).toEqual({ kind: 'quiet', text: 'Bob left' })
    expect(previewOf(conversation({}), view).text).toBe('No messages yet')
  })
})

function conversation(some: object): Conversation {
  const empty = { kind: 'direct', typists: new Map(), chosen: { draft: '' }, pending: [], messages: [] }
  return { ...empty, statusOf: () => 'read', ...some } as unknown as Conversation
}

function message(some: Partial<Message>): Message {
  return { seq: 1, kind: 'message', from: bob, mine: false, ...some } as Message
}
