import { expect, test } from 'vitest'
import { tokenBucket } from './throttle.ts'

test('a bucket lets a burst through, then the rate', () => {
  let now = 0
  const take = tokenBucket(10, 3, () => now)
  expect([take(), take(), take(), take()]).toEqual([true, true, true, false])
  now = 100
  expect([take(), take()]).toEqual([true, false])
  now = 60_000
  expect([take(), take(), take(), take()]).toEqual([true, true, true, false])
})
