import fc from 'fast-check'
import { expect, test } from 'vitest'
import { backoff, waitAfter } from './backoff.ts'
import { ParleyError } from './error.ts'
import { DEFAULT_TIMING } from './timing.ts'

const { backoffBaseMs: base, backoffCapMs: cap } = DEFAULT_TIMING

test('a wait is spread from nothing to the bound of its attempt, and never beyond the cap', () => {
  fc.assert(
    fc.property(
      fc.nat(2_000),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      (attempt, random) => {
        const wait = backoff(attempt, DEFAULT_TIMING, random)
        expect(wait).toBeGreaterThanOrEqual(0)
        expect(wait).toBeLessThanOrEqual(Math.min(cap, base * 2 ** attempt))
      },
    ),
  )
})

test('the bound doubles with every attempt until it is the cap', () => {
  const halves = [0, 1, 2, 3, 10].map((attempt) => backoff(attempt, DEFAULT_TIMING, 0.5))
  expect(halves).toEqual([base / 2, base, base * 2, base * 4, cap / 2])
})

test('the jitter is full: the luckiest of a crowd comes back at once', () => {
  expect(backoff(20, DEFAULT_TIMING, 0)).toBe(0)
})

test('what the server asks to wait is waited in full, and the backoff on top', () => {
  const limited = new ParleyError('RATE_LIMITED', { retryAfterMs: 5_000 })
  expect(waitAfter(limited, 0, DEFAULT_TIMING, 0)).toBe(5_000)
  expect(waitAfter(limited, 2, DEFAULT_TIMING, 0.5)).toBe(5_000 + base * 2)
  expect(waitAfter(new ParleyError('TIMED_OUT'), 2, DEFAULT_TIMING, 0.5)).toBe(base * 2)
})
