import { expect, test } from 'vitest'
import { minutesOf, timeOf } from './time-of-day.ts'

test.each([
  ['00:00', 0],
  ['07:05', 425],
  ['23:59', 1439],
])('%s is %i minutes after midnight, and back', (time, minutes) => {
  expect(minutesOf(time)).toBe(minutes)
  expect(timeOf(minutes)).toBe(time)
})

test.each(['', '7:00', '24:00', '12:60', 'noon'])('%j is no time', (time) => {
  expect(minutesOf(time)).toBeUndefined()
})
