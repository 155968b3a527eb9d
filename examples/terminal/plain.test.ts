import fc from 'fast-check'
import { expect, test } from 'vitest'
import { inRows, plain, plainLines } from './plain.ts'

test('an escape sequence in a name is shown, not obeyed', () => {
  expect(plain('Ann\u001b]0;owned\u0007\u001b[2J')).toBe('Ann␛]0;owned␇␛[2J')
  expect(plain('one\u009b31mtwo\u007f')).toBe('one<9b>31mtwo␡')
})

test('a name is one line, in the order it is written', () => {
  expect(plain('Ann\nBob: hello')).toBe('Ann␊Bob: hello')
  expect(plain('a\u202eb\u2066c')).toBe('abc')
  expect(plain('שלום')).toBe('שלום')
})

test('a message keeps its lines, but none looks like another message', () => {
  expect(plainLines('first\n#9 10:00 Bob: second\r\nthird\u2028fourth', '│ ')).toBe(
    'first\n│ #9 10:00 Bob: second\n│ third\n│ fourth',
  )
})

test('emoji that are joined stay joined, and half a character is none', () => {
  expect(plain('👩‍💻')).toBe('👩‍💻')
  expect(plain('\ud83d!')).toBe('\ufffd!')
})

test('a line that is wider than the terminal goes on behind a mark, whatever it is made of', () => {
  const evil = `#1 Ann: hi${' '.repeat(10)}#2 Bob: I owe you 100`
  expect(inRows(evil, 20, '  │ ').split('\n')).toEqual([
    '#1 Ann: hi          ',
    '  │ #2 Bob: I owe yo',
    '  │ u 100',
  ])
  expect(inRows('ab\ncd', 20, '  │ ')).toBe('ab\ncd')
  expect(inRows('漢字漢字漢字', 8, '│ ')).toBe('漢字漢字\n│ 漢字')
  expect(inRows('👩‍💻'.repeat(3), 8, '│ ').replaceAll('\n│ ', '')).toBe('👩‍💻'.repeat(3))
  const any = fc.string({ unit: 'grapheme', minLength: 1 })
  fc.assert(
    fc.property(any, (text) => {
      const [first, ...rows] = inRows(plain(text), 10, '│ ').split('\n')
      expect([first, ...rows.map((row) => row.slice(2))].join('')).toBe(plain(text))
      for (const row of rows) expect(row.startsWith('│ ')).toBe(true)
    }),
  )
})

test('no text whatever brings a control character to the terminal', () => {
  const any = fc.string({ unit: 'binary' })
  fc.assert(
    fc.property(any, (text) => {
      expect(plain(text)).not.toMatch(/\p{Cc}/u)
      expect(plainLines(text, '│ ').replaceAll('\n│ ', '')).not.toMatch(/\p{Cc}/u)
    }),
  )
})
