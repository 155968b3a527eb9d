import { expect, it } from 'vitest'
import { isQuiet } from './quiet-hours.ts'

const at = (time: string) => Date.parse(time)
const hours = (from: number, to: number, zone = 'Europe/Berlin') => ({ from, to, zone })
const NIGHT = hours(22 * 60, 7 * 60)

it.each([
  ['2026-01-15T20:59:59Z', false],
  ['2026-01-15T21:00:00Z', true],
  ['2026-01-15T23:30:00Z', true],
  ['2026-01-16T05:59:59Z', true],
  ['2026-01-16T06:00:00Z', false],
])('goes over midnight in its zone, both ends exactly: %s is %s', (time, expected) => {
  expect(isQuiet(NIGHT, at(time))).toBe(expected)
})

it.each([
  // Summer begins in the night of 29 March 2026: from 02:00 the clock shows 03:00.
  ['2026-03-28T21:00:00Z', true],
  ['2026-03-29T04:59:59Z', true],
  ['2026-03-29T05:00:00Z', false],
  ['2026-03-29T20:00:00Z', true],
  // It ends in the night of 25 October: 02:00 to 03:00 comes twice.
  ['2026-10-25T05:59:59Z', true],
  ['2026-10-25T06:00:00Z', false],
])('goes by the clock on the wall when that is put forward or back: %s is %s', (time, expected) => {
  expect(isQuiet(NIGHT, at(time))).toBe(expected)
})

it('knows hours within a day, and zones that are half an hour off', () => {
  const siesta = hours(13 * 60, 15 * 60 + 30, 'Asia/Kolkata')
  expect(isQuiet(siesta, at('2026-06-01T07:29:00Z'))).toBe(false)
  expect(isQuiet(siesta, at('2026-06-01T07:30:00Z'))).toBe(true)
  expect(isQuiet(siesta, at('2026-06-01T10:00:00Z'))).toBe(false)
})

it('is never without hours, of no length, or in a zone that nobody knows', () => {
  const now = at('2026-06-01T00:00:00Z')
  expect(isQuiet(undefined, now)).toBe(false)
  expect(isQuiet(hours(120, 120), now)).toBe(false)
  expect(isQuiet(hours(0, 1439, 'Middle-earth/Shire'), now)).toBe(false)
})

it('knows midnight as the first minute of the day', () => {
  expect(isQuiet(hours(0, 60, 'UTC'), at('2026-06-01T00:00:00Z'))).toBe(true)
  expect(isQuiet(hours(23 * 60, 0, 'UTC'), at('2026-06-01T00:00:00Z'))).toBe(false)
})
