import { expect, test } from 'vitest'
import { parseLine } from './slash.ts'

test('what is written is sent as it is, and a second slash makes a text of an order', () => {
  expect(parseLine('  Hello! ')).toEqual({ do: 'send', text: '  Hello! ' })
  expect(parseLine('//who')).toEqual({ do: 'send', text: '/who' })
  expect(parseLine('  ')).toEqual({ do: 'nothing' })
})

test.each([
  ['/reply 12 and to you', { do: 'reply', seq: 12, text: 'and to you' }],
  ['/edit #3  two  words', { do: 'edit', seq: 3, text: 'two  words' }],
  ['/delete 4', { do: 'delete', seq: 4 }],
  ['/react 5 👍', { do: 'react', seq: 5, text: '👍' }],
  ['/react 5', { do: 'react', seq: 5, text: '' }],
  ['/file my notes.txt', { do: 'file', path: 'my notes.txt' }],
  ['/save 7', { do: 'save', seq: 7 }],
  ['/save 7 there.txt', { do: 'save', seq: 7, path: 'there.txt' }],
  ['/quit', { do: 'quit' }],
])('%s is understood', (line, wish) => {
  expect(parseLine(line)).toEqual(wish)
})

test.each([
  ['/reply hello', 'Write: /reply 12 text'],
  ['/edit 12', 'Write: /edit 12 text'],
  ['/delete 12 and more', 'Write: /delete 12'],
  ['/delete 0', 'Write: /delete 12'],
  ['/file', 'Write: /file path'],
  ['/constructor 1', 'There is no /constructor: /help lists what there is.'],
  ['/ hello', 'There is no /: /help lists what there is.'],
])('%s is answered with what to write, and nothing is sent', (line, why) => {
  expect(parseLine(line)).toEqual({ do: 'wrong', why })
})
