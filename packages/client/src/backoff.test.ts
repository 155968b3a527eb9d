import fc from 'fast-check'
import { expect, test } from 'vitest'
import { backoff } from './backoff.ts'
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
