import { expect, test } from 'vitest'
import { clock, seenWords } from './times.ts'

const NOW = new Date(2026, 4, 20, 15, 30).getTime()
const HOUR = 3_600_000

test('when somebody was there goes on in a sentence', () => {
  const seen = (ago: number) => seenWords(NOW - ago, NOW)
  expect(seen(20_000)).toBe('just now')
  expect(seen(2 * HOUR)).toBe(`today at ${clock(NOW - 2 * HOUR)}`)
  expect(seen(24 * HOUR)).toBe(`yesterday at ${clock(NOW)}`)
  expect(seen(72 * HOUR)).toMatch(/^on .+17.* at /)
})
