import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  codePoints,
  fitsInline,
  MAX_INLINE_BYTES,
  MAX_TEXT_CHARS,
  PREVIEW_CHARS,
  preview,
  textFault,
} from './text.ts'

const anyText = fc.string({ unit: 'binary', maxLength: 400 })
const bytes = (text: string) => new TextEncoder().encode(text).length

describe('the length of a text is counted in code points', () => {
  test.each([
    ['100,000 letters', 'a'.repeat(MAX_TEXT_CHARS), undefined],
    ['100,001 letters', 'a'.repeat(MAX_TEXT_CHARS + 1), 'too-long'],
    ['100,000 emoji of four bytes', '😀'.repeat(MAX_TEXT_CHARS), undefined],
    ['100,001 emoji of four bytes', '😀'.repeat(MAX_TEXT_CHARS + 1), 'too-long'],
    ['99,999 emoji and a letter', `${'😀'.repeat(MAX_TEXT_CHARS - 1)}a`, undefined],
    ['99,999 emoji and two letters', `${'😀'.repeat(MAX_TEXT_CHARS - 1)}ab`, 'too-long'],
    ['nothing', '', 'empty'],
  ])('%s', (_, text, fault) => {
    expect(textFault(text)).toBe(fault)
  })
})

test('only beside a file may a text be empty; the rest holds there as well', () => {
  expect(textFault('', true)).toBeUndefined()
  expect(textFault('a'.repeat(MAX_TEXT_CHARS + 1), true)).toBe('too-long')
  expect(textFault('\ud83d', true)).toBe('not-unicode')
})

test.each([
  ['a high surrogate alone', '\ud83d'],
  ['a low surrogate alone', '\ude00'],
  ['a pair the wrong way round', '\ude00\ud83d'],
  ['a lone surrogate at the end of an emoji text', `${'😀'.repeat(1000)}\ud83d`],
])('%s is no Unicode text', (_, text) => {
  expect(textFault(text)).toBe('not-unicode')
})

test.each([
  ['right-to-left marks and overrides', 'שלום \u200f\u202etxt.exe\u202c'],
  ['NUL and other controls', 'a\u0000b\u001b[31m\u007f'],
  ['a byte order mark', '\ufeffhello'],
  ['joiners and variation selectors', '👩‍👩‍👧‍👦 ❤️'],
  ['non-characters', '\uffff\ufffe'],
  ['blanks only', ' \n\t'],
])('%s are text like any other', (_, text) => {
  expect(textFault(text)).toBeUndefined()
})

test('every Unicode text up to the limit is accepted, and only those', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 0xffff }), { minLength: 1, maxLength: 60 }), (units) => {
      const text = String.fromCharCode(...units)
      expect(textFault(text)).toBe(text.isWellFormed() ? undefined : 'not-unicode')
    }),
  )
})

test('code points are counted as a reader walks them', () => {
  fc.assert(fc.property(anyText, (text) => codePoints(text) === [...text].length))
})

describe('what travels inside an entry', () => {
  test('is measured by its JSON form, whatever the script or the escapes', () => {
    const unit = fc.constantFrom('a', '"', '\\', '\n', '\u0000', 'é', '漢', '😀')
    const length = fc.integer({ min: 0, max: MAX_INLINE_BYTES + 10 })
    fc.assert(
      fc.property(unit, length, (char, count) => {
        const text = char.repeat(count)
        expect(fitsInline(text)).toBe(bytes(JSON.stringify(text)) <= MAX_INLINE_BYTES)
      }),
    )
  })

  test.each([
    ['letters', 'a', MAX_INLINE_BYTES - 2],
    ['quotes, two bytes each when escaped', '"', (MAX_INLINE_BYTES - 2) / 2],
    ['NULs, six bytes each when escaped', '\u0000', Math.floor((MAX_INLINE_BYTES - 2) / 6)],
    ['emoji, four bytes each', '😀', Math.floor((MAX_INLINE_BYTES - 2) / 4)],
  ])('ends exactly at the limit for %s', (_, char, most) => {
    expect(fitsInline(char.repeat(most))).toBe(true)
    expect(fitsInline(char.repeat(most + 1))).toBe(false)
  })
})

describe('a preview', () => {
  test('is the first code points of the text, and Unicode again', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', 'é', '😀'), maxLength: 200 }), (text) => {
        expect(preview(text).isWellFormed()).toBe(true)
        expect(text.startsWith(preview(text))).toBe(true)
        if (text.length > PREVIEW_CHARS) {
          expect(codePoints(preview(text))).toBe(Math.min(PREVIEW_CHARS, codePoints(text)))
        }
      }),
    )
  })

  test('of a long text costs no walk over all of it', () => {
    expect(preview('😀'.repeat(MAX_TEXT_CHARS))).toBe('😀'.repeat(PREVIEW_CHARS))
  })
})
