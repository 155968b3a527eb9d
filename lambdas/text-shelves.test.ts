import { expect, test } from 'vitest'
import { shelfFor } from './text-shelves.ts'

const DAY = 86_400_000

test.each([
  [5_000, 'text/1d/'],
  [DAY, 'text/1d/'],
  [DAY + 1, 'text/7d/'],
  [31 * DAY, 'text/31d/'],
  [366 * DAY, 'text/366d/'],
  [3_650 * DAY, 'text/3660d/'],
  [undefined, 'text/kept/'],
])('a text of a message that lasts %s ms lies in %s', (lifetime, shelf) => {
  expect(shelfFor(lifetime)).toBe(shelf)
})
