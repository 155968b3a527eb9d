import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Refusal } from './errors.ts'
import { parseJson, parseObject } from './json.ts'
import { MAX_JSON_DEPTH, MAX_JSON_KEYS } from './limits.ts'

function refusal(raw: string): Refusal {
  try {
    parseObject(raw)
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(Refusal)
    return thrown as Refusal
  }
  throw new Error('It was not refused.')
}

describe('what is not one JSON object is a bad frame', () => {
  test.each([
    ['nothing', ''],
    ['blanks', ' \n '],
    ['words', 'hello'],
    ['null', 'null'],
    ['a number', '7'],
    ['a number past every float', '1e999'],
    ['NaN', 'NaN'],
    ['NaN in a field', '{"after":NaN}'],
    ['Infinity in a field', '{"after":-Infinity}'],
    ['a string', '"{}"'],
    ['an array', '[{"action":"ping"}]'],
    ['two objects', '{}{}'],
    ['an object cut short', '{"action":"ping"'],
    ['a string that never ends', '{"action":"pi'],
    ['a string that ends in an escape', '{"a":"\\'],
    ['a bad escape in a key', '{"\\x61":1}'],
    ['half an escape in a key', '{"\\u00":1}'],
    ['a raw line break in a string', '{"a":"b\nc"}'],
    ['single quotes', "{'a':1}"],
    ['a trailing comma', '{"a":1,}'],
    ['a comment', '{"a":1 /* one */}'],
    ['closing brackets only', '}}]]'],
    ['brackets that do not match', '{"a":[}]'],
    ['a byte order mark', '\ufeff{}'],
    ['a NUL', '\u0000'],
    ['a no-break space between tokens', '{"a"\u00a0:1}'],
  ])('%s', (_, raw) => {
    expect(refusal(raw).code).toBe('BAD_FRAME')
  })
})

describe('depth', () => {
  const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`

  test('is allowed up to the limit and not past it', () => {
    expect(() => parseJson(nested(MAX_JSON_DEPTH))).not.toThrow()
    expect(() => parseJson(nested(MAX_JSON_DEPTH + 1))).toThrow(Refusal)
  })

  test.each([
    ['arrays', '['.repeat(10_000)],
    ['objects', '{"a":'.repeat(10_000)],
    ['both by turns', '[{"a":'.repeat(5_000)],
  ])('of 10,000 %s is refused, naming the limit, without recursion', (_, raw) => {
    expect(refusal(raw).detail).toBe(`deeper than ${MAX_JSON_DEPTH} levels`)
  })

  test('is that of one moment: what is closed counts no more', () => {
    expect(parseJson(`[${'[[]],'.repeat(100)}[]]`)).toHaveLength(101)
  })

  test('is not counted inside strings', () => {
    expect(parseObject(`{"text":"${'[{'.repeat(500)}"}`)).toEqual({ text: '[{'.repeat(500) })
  })
})

describe('keys', () => {
  const object = (count: number) =>
    `{${Array.from({ length: count }, (_, index) => `"k${index}":0`).join(',')}}`

  test('are allowed up to the limit and not past it, over all objects together', () => {
    expect(Object.keys(parseObject(object(MAX_JSON_KEYS)))).toHaveLength(MAX_JSON_KEYS)
    expect(refusal(object(MAX_JSON_KEYS + 1)).detail).toBe(`more than ${MAX_JSON_KEYS} keys`)
    const two = `{"a":${object(MAX_JSON_KEYS / 2)},"b":${object(MAX_JSON_KEYS / 2)}}`
    expect(refusal(two).detail).toBe(`more than ${MAX_JSON_KEYS} keys`)
  })

  test('by the million are refused at the first too many, not after building them', () => {
    // What follows the limit is no JSON: a reader that went on would say so instead.
    const raw = `${object(1_000_000).slice(0, -1)},,,`
    expect(refusal(raw).detail).toBe(`more than ${MAX_JSON_KEYS} keys`)
  })

  test.each([
    '{"a":1,"a":2}',
    '{"a":1,"\\u0061":2}',
    '{"x":{"a":1,"b":[{"a":1}],"a":3}}',
    '{"":1,"":2}',
    '{"a":1 , "a"\t\r\n :2}',
  ])('that stand twice in one object are refused: %s', (raw) => {
    expect(refusal(raw).detail).toBe('a key twice')
  })

  test.each(['{"a":{"a":1},"b":{"a":1}}', '[{"a":1},{"a":1}]', '{"a":"a","b":"a"}', '{"a":["a","a"]}'])(
    'that stand in different objects, or are values, are fine: %s',
    (raw) => {
      expect(parseJson(raw)).toEqual(JSON.parse(raw))
    },
  )

  test.each([
    '{"__proto__":{"polluted":true}}',
    '{"\\u005f_proto__":{"polluted":true}}',
    '{"\\u005F\\u005fproto\\u005f_" :{"polluted":true}}',
    '{"a":[{"__proto__":null}]}',
    '{"constructor":{"prototype":{"polluted":true}}}',
    '{"constru\\u0063tor":1}',
    '{"prototype":1}',
  ])('that reach a prototype are refused, however they are spelt: %s', (raw) => {
    expect(refusal(raw).detail).toBe('a key that is not allowed')
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
  })

  test('that reach a prototype may be said as values', () => {
    expect(parseObject('{"text":"__proto__"}')).toEqual({ text: '__proto__' })
  })
})

describe('any text', () => {
  const soup = fc.string({
    unit: fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      '"',
      ':',
      ',',
      '\\',
      'u',
      '0',
      '1',
      'e',
      '-',
      ' ',
      '\n',
      'a',
      '_',
      '😀',
      '\ud83d',
    ),
    maxLength: 60,
  })
  const json = fc.json({ maxDepth: 4 })
  /** A valid text with one stretch cut out, doubled or replaced. */
  const mutated = fc
    .tuple(json, fc.nat(), fc.nat({ max: 5 }), fc.oneof(soup, fc.constant('')))
    .map(([raw, at, cut, put]) => {
      const start = at % (raw.length + 1)
      return raw.slice(0, start) + put + raw.slice(start + cut)
    })

  test('is either parsed as JSON.parse does or refused as a bad frame: nothing else escapes', () => {
    fc.assert(
      fc.property(fc.oneof(soup, json, mutated, fc.string({ unit: 'binary' })), (raw) => {
        try {
          expect(parseJson(raw)).toEqual(JSON.parse(raw))
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(Refusal)
          expect((thrown as Refusal).code).toBe('BAD_FRAME')
        }
      }),
      { numRuns: 3_000 },
    )
  })

  test('that is sound JSON within the limits is never refused', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        const raw = JSON.stringify(value)
        fc.pre(!/"(__proto__|constructor|prototype)":/.test(raw))
        expect(parseJson(raw)).toEqual(JSON.parse(raw))
      }),
      { numRuns: 1_000 },
    )
  })

  test.each([
    ['escapes', `{"a":"${'\\n'.repeat(12_000_000)}`],
    ['strings', '"a"'.repeat(1_000_000)],
    ['blanks after strings', `["a"${' '.repeat(5_000_000)}`],
  ])('of millions of %s is refused without exhausting the stack', (_, raw) => {
    expect(refusal(raw).code).toBe('BAD_FRAME')
  })
})
