import { expect, test } from 'vitest'
import { isJumbo, piecesOf } from './text-pieces.ts'

const none = new Set<string>()

test('an address ends where the sentence does', () => {
  expect(piecesOf('See https://example.com/a_(b), or (http://x.org).', none)).toEqual([
    { type: 'text', text: 'See ' },
    { type: 'link', text: 'https://example.com/a_(b)', url: 'https://example.com/a_(b)' },
    { type: 'text', text: ', or (' },
    { type: 'link', text: 'http://x.org', url: 'http://x.org' },
    { type: 'text', text: ').' },
  ])
})

test('only web addresses become links, and only those mentioned become mentions', () => {
  const text = 'javascript:alert(1) @bob @eve'
  expect(piecesOf(text, new Set(['bob']))).toEqual([
    { type: 'text', text: 'javascript:alert(1) ' },
    { type: 'mention', text: '@bob' },
    { type: 'text', text: ' @eve' },
  ])
})

test('a few emoji alone are large', () => {
  expect(['👍', '👩‍👩‍👧 🎉', '👍 ok', '1', '🎉🎉🎉🎉'].map(isJumbo)).toEqual([
    true,
    true,
    false,
    false,
    false,
  ])
})
