import { expect, test } from 'vitest'
import { isJumbo, piecesOf } from './text-pieces.ts'

const none = new Set<string>()
const link = (text: string) => ({ type: 'link', text, url: text, shown: text })

test('an address ends where the sentence does', () => {
  expect(piecesOf('See https://example.com/a_(b), or (http://x.org).', none)).toEqual([
    { type: 'text', text: 'See ' },
    link('https://example.com/a_(b)'),
    { type: 'text', text: ', or (' },
    link('http://x.org'),
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

test('an address never looks like that of another host', () => {
  const kinds = (text: string) =>
    piecesOf(text, none).map((piece) => ('shown' in piece ? piece.shown : 'text'))
  expect(kinds('https://bank.example@evil.example/')).toEqual(['text'])
  expect(kinds('https://\u0430pple.com/login')).toEqual(['https://xn--pple-43d.com/login'])
  expect(kinds('https://evil.example/\u202Emoc.knab')).toEqual(['https://evil.example/', 'text'])
  expect(kinds('data:text/html,hello javascript:alert(1) vbscript:x file:///etc')).toEqual(['text'])
})
