import { describe, expect, test } from 'vitest'
import { ERRORS, type ErrorCode, Refusal, statusOf, toWireError } from './errors.ts'

describe('the table of errors', () => {
  const kinds = Object.values(ERRORS)

  test('gives no number twice', () => {
    expect(new Set(kinds.map((kind) => kind.number)).size).toBe(kinds.length)
  })

  test('says what happened and what to do in whole sentences', () => {
    for (const { message, remedy } of kinds) {
      expect(message).toMatch(/^[A-Z].+\.$/)
      expect(remedy).toMatch(/^[A-Z].+\.$/)
    }
  })

  test('lets a client retry what time can heal, and nothing else', () => {
    const retried = kinds.filter((kind) => kind.retry)
    // Of conflicts, only that a file is still on its way passes by itself.
    const healed = kinds.filter(
      (kind) => kind.status === 429 || kind.status >= 500 || kind === ERRORS.NOT_READY,
    )
    expect(retried).toEqual(healed)
  })
})

describe('what crosses the wire', () => {
  test('of a refusal is its row of the table, its detail and its delay', () => {
    expect(toWireError(new Refusal('RATE_LIMITED', 'send', 250))).toEqual({
      code: 'RATE_LIMITED',
      number: 4000,
      message: ERRORS.RATE_LIMITED.message,
      remedy: ERRORS.RATE_LIMITED.remedy,
      retry: true,
      detail: 'send',
      retryAfterMs: 250,
    })
  })

  test('has no empty fields', () => {
    expect(toWireError(new Refusal('NOT_FOUND'))).not.toHaveProperty('detail')
    expect(toWireError(new Refusal('NOT_FOUND'))).not.toHaveProperty('retryAfterMs')
  })

  test.each([
    ['an error', new TypeError('Cannot read properties of undefined (reading "password")')],
    ['a string', 'secret'],
    ['nothing', undefined],
    ['a look-alike', { name: 'Refusal', code: 'NOT_FOUND', detail: 'secret' }],
  ])('of %s that is no refusal is INTERNAL and not a word more', (_, thrown) => {
    expect(toWireError(thrown)).toEqual(toWireError(new Refusal('INTERNAL')))
  })

  test('has the status of its row', () => {
    for (const [code, kind] of Object.entries(ERRORS)) {
      expect(statusOf(toWireError(new Refusal(code as ErrorCode)))).toBe(kind.status)
    }
  })
})
