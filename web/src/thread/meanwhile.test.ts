import type { Message, Outgoing } from '@parley/client'
import { expect, test } from 'vitest'
import { asMeant } from './meanwhile.ts'

const ANN = 'u-ann' as Message['from']
const message = (seq: number, more: Partial<Message> = {}) =>
  ({ seq, from: ANN, kind: 'message', text: `said ${seq}`, ...more }) as Message
const deed = (kind: Outgoing['kind'], target: number, more: Partial<Outgoing> = {}) =>
  ({ kind, target, status: 'pending', text: '', ...more }) as Outgoing

test('an edit shows before it has left', () => {
  const [first, second] = asMeant([message(1), message(2)], [deed('edit', 2, { text: 'meant' })], ANN)
  expect(first).toMatchObject({ text: 'said 1' })
  expect(second).toMatchObject({ text: 'meant', edited: true })
})

test('a deletion shows before it has left', () => {
  const [first] = asMeant([message(1, { reactions: { [ANN]: '👍' } })], [deed('delete', 1)], ANN)
  expect(first).toMatchObject({ kind: 'deleted' })
  expect(first?.text).toBeUndefined()
})

test('a reaction shows, is another, and goes, beside those of others', () => {
  const bob = 'u-bob' as Message['from']
  const before = [message(1, { reactions: { [bob]: '❤️' } })]
  const reacted = asMeant(before, [deed('react', 1, { emoji: '👍' })], ANN)
  expect(reacted[0]?.reactions).toEqual({ [bob]: '❤️', [ANN]: '👍' })
  const another = asMeant(reacted, [deed('react', 1, { emoji: '😮' })], ANN)
  expect(another[0]?.reactions).toEqual({ [bob]: '❤️', [ANN]: '😮' })
  expect(asMeant(another, [deed('react', 1)], ANN)[0]?.reactions).toEqual({ [bob]: '❤️' })
})

test('of several the last one shows, and what has failed does not', () => {
  const deeds = [deed('edit', 1, { text: 'one' }), deed('edit', 1, { text: 'two' })]
  expect(asMeant([message(1)], deeds, ANN)[0]?.text).toBe('two')
  expect(asMeant([message(1)], [deed('edit', 1, { text: 'no', status: 'failed' })], ANN)[0]?.text).toBe(
    'said 1',
  )
})

test('without anything on its way the messages are the very same', () => {
  const messages = [message(1)]
  expect(asMeant(messages, [], ANN)).toBe(messages)
  expect(asMeant(messages, [deed('message', 1)], ANN)).toBe(messages)
})
