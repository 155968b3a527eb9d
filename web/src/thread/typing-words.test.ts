import type { UserId } from '@parley/client'
import { expect, test } from 'vitest'
import { typingWords } from './typing-words.ts'

const name = (user: UserId) => user as string
const typists = (...users: string[]) => new Map(users.map((user) => [user as UserId, 'typing' as const]))

test('who is writing is said in words that fit how many they are', () => {
  expect(typingWords(typists(), true, name)).toBe('')
  expect(typingWords(typists('Ann'), true, name)).toBe('Ann is typing…')
  expect(typingWords(typists('Ann', 'Bob'), true, name)).toBe('Ann and Bob are typing…')
  expect(typingWords(typists('Ann', 'Bob', 'Cat'), true, name)).toBe('3 people are typing…')
  expect(typingWords(new Map([['Ann' as UserId, 'recording']]), false, name)).toBe('recording…')
})
