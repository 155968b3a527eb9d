import { expect, it } from 'vitest'
import { newEntry, newPair } from '../../test/fixtures/people.ts'
import { readUpTo } from './read-position.ts'

const { ben, conversation } = newPair()
/** Six entries, of which the reactions at 2 and 5 do not count, and those at these positions have disappeared. */
function logWithout(...gone: number[]) {
  const counts = [1, 1, 2, 3, 3, 4]
  const entries = counts
    .map((n, index) => {
      const entry = { ...newEntry(conversation, index + 1, ben), n, epoch: 0, busy: 0 }
      const isReaction = index === 1 || index === 4
      return isReaction ? { ...entry, body: { kind: 'reaction', target: 1, emoji: '+' } as const } : entry
    })
    .filter(({ seq }) => !gone.includes(seq))
  return {
    from: async (_: unknown, seq: number, limit: number) => ({
      entries: entries.filter((entry) => entry.seq >= seq).slice(0, limit),
      more: false,
    }),
  }
}
const head = { seq: 6, n: 4 }

it.each([
  ['nothing', [], 0, { read: 0, readN: 0 }],
  ['less than nothing', [], -1, { read: 0, readN: 0 }],
  ['a message', [], 3, { read: 3, readN: 2 }],
  ['what does not count', [], 5, { read: 5, readN: 3 }],
  ['the end', [], 6, { read: 6, readN: 4 }],
  ['more than there is', [], 7, { read: 6, readN: 4 }],
  ['what has disappeared before a message', [2, 3], 2, { read: 3, readN: 2 }],
  ['what has disappeared before what does not count', [3, 4], 3, { read: 4, readN: 3 }],
  ['what stands, though more has disappeared behind it', [4, 5], 3, { read: 3, readN: 2 }],
  ['what has disappeared to the end', [3, 4, 5], 3, { read: 5, readN: 3 }],
] as const)('to have read %s', async (_, gone, seq, expected) => {
  expect(await readUpTo(logWithout(...gone), conversation, seq, head)).toEqual(expected)
})
