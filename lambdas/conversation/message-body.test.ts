import { expect, test } from 'vitest'
import { newUser } from '../../test/fixtures/people.ts'
import { digestOf } from './digest.ts'
import { messageBody } from './message-body.ts'

const text = { kind: 'text', text: 'hi' } as const

test('a message says what its request says about it, and nothing else of the request', () => {
  const about = { reply: 3, mentions: [newUser()], forwarded: true }
  const request = { ...about, text: 'hi', after: 7, clientId: 'c' }
  expect(messageBody(text, request)).toStrictEqual({ ...text, ...about })
})

test('what is not so is not in a message at all, so that a retry that leaves it out has the same digest', () => {
  const plain = messageBody(text, {})
  const empty = messageBody(text, { reply: undefined, mentions: undefined, forwarded: false })
  expect(plain).toStrictEqual(text)
  expect(empty).toStrictEqual(text)
  expect(digestOf(empty)).toBe(digestOf(plain))
})
