import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ACTIONS, type ActionName } from './actions.ts'
import { type ErrorCode, Refusal } from './errors.ts'
import { parseObject } from './json.ts'
import { MENTIONS_PER_MESSAGE, RECEIPTS_PER_FRAME } from './limits.ts'
import { frameIdOf, requestOf } from './parse.ts'

const conversation = `dm_${'a'.repeat(25)}_${'b'.repeat(25)}`
const send = { action: 'send', id: '1', conversation, clientId: 'client-0001', after: 0, text: 'hello' }
const receipt = { action: 'receipt', id: '2', receipts: [{ conversation, delivered: 3, read: 2 }] }
const ping = { action: 'ping', id: '3' }
const aimed = { id: '4', conversation, clientId: 'client-0002', after: 3, target: 2 }
const VALID: { [Name in ActionName]: Record<string, unknown> } = {
  send,
  edit: { action: 'edit', ...aimed, text: 'hullo' },
  delete: { action: 'delete', ...aimed },
  react: { action: 'react', ...aimed, emoji: '👍🏽' },
  pin: { action: 'pin', ...aimed, pinned: true },
  receipt,
  ping,
  watch: { action: 'watch', id: '5', users: ['a'.repeat(25)] },
  typing: { action: 'typing', id: '6', conversation, doing: 'recording' },
}
/** Fields that say something by their absence. */
const OPTIONAL = ['react emoji']

/** What a client is told about a frame; the frame goes through its JSON form as on the wire. */
function refusalOf(frame: unknown): { code: ErrorCode; detail: string | undefined } {
  try {
    requestOf(parseObject(typeof frame === 'string' ? frame : JSON.stringify(frame)))
  } catch (thrown) {
    if (thrown instanceof Refusal) return { code: thrown.code, detail: thrown.detail }
    throw thrown
  }
  throw new Error('It was not refused.')
}

test.each(Object.entries(VALID))('a sound %s frame is the request it says', (_, frame) => {
  expect(requestOf(parseObject(JSON.stringify(frame)))).toEqual(frame)
})

describe('an unknown action is refused by name', () => {
  test.each([
    ['shout', 'action "shout"'],
    ['SEND', 'action "SEND"'],
    ['', 'action ""'],
    ['toString', 'action "toString"'],
    ['__proto__', 'action "__proto__"'],
    ['hasOwnProperty', 'action "hasOwnProperty"'],
    [
      '<script>alert(1)</script>\n\u001b[31m and much more of it',
      'action "?script?alert?1???script????31m?"',
    ],
    [7, 'action of type number'],
    [null, 'action of type object'],
    [['send'], 'action of type object'],
    [undefined, 'action of type undefined'],
  ])('%j', (action, detail) => {
    expect(refusalOf({ ...ping, action })).toEqual({ code: 'UNSUPPORTED', detail })
  })
})

describe('a field that only the server may fill is refused by name', () => {
  test.each(['from', 'sender', 'user', 'role', 'seq', 'n', 'position', 'at', 'time', 'device', 'v'])(
    '%s',
    (field) => {
      for (const frame of Object.values(VALID)) {
        expect(refusalOf({ ...frame, [field]: 1 })).toEqual({
          code: 'UNSUPPORTED',
          detail: `field "${field}"`,
        })
      }
    },
  )

  test('inside a receipt too', () => {
    const receipts = [{ conversation, read: 1, user: 'b'.repeat(25) }]
    expect(refusalOf({ ...receipt, receipts })).toEqual({ code: 'UNSUPPORTED', detail: 'field "user"' })
  })
})

describe('a missing field is refused by name', () => {
  const cases = Object.entries(VALID).flatMap(([name, frame]) =>
    Object.keys(frame)
      .filter((field) => field !== 'action' && !OPTIONAL.includes(`${name} ${field}`))
      .map((field) => [name, field] as const),
  )
  test.each(cases)('%s without %s', (name, field) => {
    const { [field]: _, ...rest } = VALID[name as ActionName]
    expect(refusalOf(rest)).toMatchObject({
      code: 'BAD_REQUEST',
      detail: expect.stringMatching(`^${field}: `),
    })
  })
})

describe('a position', () => {
  const wrong: [string, string][] = [
    ['negative', '-1'],
    ['fractional', '1.5'],
    ['past every float', '1e999'],
    ['past every exact integer', '9007199254740992'],
    ['huge', '1e300'],
    ['a string', '"3"'],
    ['null', 'null'],
    ['a boolean', 'true'],
    ['an object', '{}'],
    ['an array', '[3]'],
  ]

  test.each(wrong)('that is %s is refused in a send', (_, position) => {
    const raw = JSON.stringify(send).replace('"after":0', `"after":${position}`)
    expect(refusalOf(raw)).toMatchObject({ code: 'BAD_REQUEST', detail: expect.stringMatching(/^after: /) })
  })

  test.each(wrong)('that is %s is refused in a receipt', (_, position) => {
    for (const field of ['delivered', 'read']) {
      const raw = `{"action":"receipt","id":"1","receipts":[{"conversation":"${conversation}","${field}":${position}}]}`
      expect(refusalOf(raw)).toMatchObject({
        code: 'BAD_REQUEST',
        detail: expect.stringMatching(`^receipts\\.0\\.${field}: `),
      })
    }
  })

  test('past the head is for the log to judge, not for the parser', () => {
    expect(() => requestOf({ ...send, after: Number.MAX_SAFE_INTEGER })).not.toThrow()
  })
})

describe('what a message may bear', () => {
  const someone = 'c'.repeat(25)
  const more = { reply: 2, mentions: [someone], forwarded: true }

  test('an answer, mentions and that it was forwarded', () => {
    expect(requestOf({ ...send, ...more })).toEqual({ ...send, ...more })
  })

  test.each([
    ['reply', 0],
    ['reply', -1],
    ['mentions', Array.from({ length: MENTIONS_PER_MESSAGE + 1 }, () => someone)],
    ['mentions', ['not a user']],
    ['mentions', someone],
    ['forwarded', 'yes'],
  ])('%s %j is refused', (field, value) => {
    expect(refusalOf({ ...send, [field]: value })).toMatchObject({
      code: 'BAD_REQUEST',
      detail: expect.stringMatching(`^${field}`),
    })
  })

  test.each(['', ' ', 'a b', '\n', '👍'.repeat(33), 7, null])('an emoji %j is refused', (emoji) => {
    expect(refusalOf({ ...VALID.react, emoji })).toMatchObject({ code: 'BAD_REQUEST' })
  })
})

describe('an id', () => {
  test.each([
    ['id', ''],
    ['id', 'x'.repeat(33)],
    ['id', 'a b'],
    ['id', 'a\n'],
    ['id', 7],
    ['conversation', 'dm'],
    ['conversation', 'x'.repeat(81)],
    ['conversation', '../../etc/passwd'],
    ['conversation', 'dm_A'],
    ['conversation', 'dm_\u0000a'],
    ['clientId', 'short'],
    ['clientId', 'x'.repeat(33)],
    ['clientId', 'eight sp'],
  ])('%s %j is refused', (field, value) => {
    expect(refusalOf({ ...send, [field]: value })).toMatchObject({
      code: 'BAD_REQUEST',
      detail: expect.stringMatching(`^${field}: `),
    })
  })
})

describe('a text', () => {
  test.each([
    ['100,000 emoji of four bytes', '😀'.repeat(100_000)],
    ['a lone surrogate, which the domain will name', 'a\ud83d'],
    ['right-to-left marks', '\u200f\u202eabc'],
    ['NUL', 'a\u0000b'],
    ['nothing, which the domain will name', ''],
    ['100,001 letters, which the domain will name', 'a'.repeat(100_001)],
  ])('of %s crosses the parser unchanged', (_, text) => {
    expect(requestOf(parseObject(JSON.stringify({ ...send, text })))).toEqual({ ...send, text })
  })

  test('of twice the allowed length is refused', () => {
    expect(refusalOf({ ...send, text: 'a'.repeat(200_001) })).toEqual({
      code: 'BAD_REQUEST',
      detail: 'text: too_big',
    })
  })

  test('that is no string is refused', () => {
    expect(refusalOf({ ...send, text: { toString: 'x' } }).code).toBe('BAD_REQUEST')
  })
})

test('a receipt frame carries at least one receipt and at most the limit', () => {
  const many = (length: number) => ({ ...receipt, receipts: Array(length).fill({ conversation, read: 1 }) })
  expect(() => requestOf(many(RECEIPTS_PER_FRAME))).not.toThrow()
  expect(refusalOf(many(RECEIPTS_PER_FRAME + 1)).detail).toBe('receipts: too_big')
  expect(refusalOf(many(0)).detail).toBe('receipts: too_small')
})

test('a refusal never repeats the content of a field', () => {
  const secret = 'hunter2-hunter2'
  for (const [name, frame] of Object.entries(VALID)) {
    for (const field of Object.keys(frame).filter((key) => key !== 'action')) {
      const { detail } = refusalOf({ ...VALID[name as ActionName], [field]: { [secret]: secret } })
      expect(detail).toMatch(/^[a-z0-9.]+: [a-z_]+$/i)
      expect(detail).not.toContain(secret)
    }
  }
})

describe('the id that a reply echoes', () => {
  test('is the frame’s own, even where the rest is refused', () => {
    expect(frameIdOf({ action: 'nonsense', id: 'abc' })).toBe('abc')
  })

  test.each([[undefined], [7], [null], [{}], ['x'.repeat(33)]])('is none for %j', (id) => {
    expect(frameIdOf({ id })).toBeUndefined()
  })
})

describe('whatever a stranger sends', () => {
  const value = fc.oneof(
    { weight: 3, arbitrary: fc.jsonValue({ maxDepth: 2 }) },
    fc.constantFrom('send', conversation, '__proto__', -1, 1.5, 1e308, '', 'a\ud83d'),
  )
  const field = fc.oneof(
    fc.constantFrom('action', 'id', 'conversation', 'clientId', 'after', 'text', 'receipts', 'read', 'from'),
    fc.string({ maxLength: 12 }),
  )
  /** A sound frame with fields replaced, added or removed. */
  const mutated = fc
    .tuple(fc.constantFrom(...Object.values(VALID)), fc.array(fc.tuple(field, fc.option(value))))
    .map(([frame, changes]) => JSON.stringify({ ...frame, ...Object.fromEntries(changes) }))
  /** A sound frame’s text with a stretch cut out or replaced. */
  const garbled = fc
    .tuple(
      fc.constantFrom(...Object.values(VALID)),
      fc.nat(),
      fc.nat({ max: 9 }),
      fc.string({ maxLength: 9 }),
    )
    .map(([frame, at, cut, put]) => {
      const raw = JSON.stringify(frame)
      const start = at % (raw.length + 1)
      return raw.slice(0, start) + put + raw.slice(start + cut)
    })

  test('is a request of a known action or a refusal: nothing else escapes', () => {
    const outcomes = { request: 0, refusal: 0 }
    fc.assert(
      fc.property(fc.oneof(mutated, garbled, fc.string({ unit: 'binary' })), (raw) => {
        try {
          const request = requestOf(parseObject(raw))
          expect(Object.keys(ACTIONS)).toContain(request.action)
          expect(request).toEqual(JSON.parse(raw))
          outcomes.request++
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(Refusal)
          expect(['BAD_FRAME', 'BAD_REQUEST', 'UNSUPPORTED']).toContain((thrown as Refusal).code)
          outcomes.refusal++
        }
      }),
      { numRuns: 3_000 },
    )
    // Both ways were walked: a generator that only makes rubbish would prove little.
    expect(outcomes.request).toBeGreaterThan(50)
    expect(outcomes.refusal).toBeGreaterThan(50)
  })
})
