import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { advance, isAhead, NOTHING_SEEN, type Receipt, unread, type Watermark } from './watermark.ts'

const HEAD = 40
const anyPosition = fc.oneof(fc.integer({ min: -5, max: HEAD + 10 }), fc.constant(Number.MAX_SAFE_INTEGER))
const receipt: fc.Arbitrary<Receipt> = fc.record(
  { delivered: anyPosition, read: anyPosition },
  { requiredKeys: [] },
)
const watermark: fc.Arbitrary<Watermark> = fc
  .tuple(fc.integer({ min: 0, max: HEAD }), fc.integer({ min: 0, max: HEAD }))
  .map(([a, b]) => ({ delivered: Math.max(a, b), read: Math.min(a, b) }))

function after(receipts: Receipt[]): Watermark {
  return receipts.reduce((now: Watermark, said) => advance(now, said, HEAD), NOTHING_SEEN)
}

describe('a watermark, whatever receipts come', () => {
  test('never moves back', () => {
    fc.assert(
      fc.property(watermark, receipt, (now, said) => {
        const next = advance(now, said, HEAD)
        expect(next.delivered).toBeGreaterThanOrEqual(now.delivered)
        expect(next.read).toBeGreaterThanOrEqual(now.read)
      }),
    )
  })

  test('stays within the log, and what is read has been delivered', () => {
    fc.assert(
      fc.property(fc.array(receipt), (receipts) => {
        const end = after(receipts)
        expect(end.delivered).toBeLessThanOrEqual(HEAD)
        expect(end.read).toBeLessThanOrEqual(end.delivered)
      }),
    )
  })

  test('ends in the same place in whatever order and however often they come', () => {
    const shuffled = fc
      .array(receipt, { maxLength: 12 })
      .chain((receipts) =>
        fc.tuple(
          fc.constant(receipts),
          fc.shuffledSubarray([...receipts, ...receipts], { minLength: 2 * receipts.length }),
        ),
      )
    fc.assert(
      fc.property(shuffled, ([once, twice]) => {
        expect(after(twice)).toEqual(after(once))
      }),
    )
  })

  test('covers what the receipt says, up to the head', () => {
    expect(advance(NOTHING_SEEN, { delivered: 7 }, HEAD)).toEqual({ delivered: 7, read: 0 })
    expect(advance(NOTHING_SEEN, { read: 7 }, HEAD)).toEqual({ delivered: 7, read: 7 })
    expect(advance({ delivered: 9, read: 3 }, { read: 7 }, HEAD)).toEqual({ delivered: 9, read: 7 })
    expect(advance(NOTHING_SEEN, { read: 1e15 }, HEAD)).toEqual({ delivered: HEAD, read: HEAD })
    expect(advance(NOTHING_SEEN, { delivered: -1, read: -1 }, HEAD)).toEqual(NOTHING_SEEN)
  })

  test('a head that is remembered too low takes nothing back', () => {
    expect(advance({ delivered: 9, read: 9 }, { read: 12 }, 5)).toEqual({ delivered: 9, read: 9 })
  })
})

test('a watermark is ahead when either position is, and not when both stand still', () => {
  const now = { delivered: 5, read: 3 }
  expect(isAhead({ delivered: 6, read: 3 }, now)).toBe(true)
  expect(isAhead({ delivered: 5, read: 4 }, now)).toBe(true)
  expect(isAhead(now, now)).toBe(false)
})

test('a receipt that changes nothing is not ahead, and one that does is', () => {
  fc.assert(
    fc.property(watermark, receipt, (now, said) => {
      const next = advance(now, said, HEAD)
      expect(isAhead(next, now)).toBe(next.delivered !== now.delivered || next.read !== now.read)
    }),
  )
})

test('unread is what was counted behind the read position, less what is not to be read', () => {
  const head = { seq: 20, n: 12 }
  expect(unread(head, { read: 10, readN: 9, skip: [] })).toBe(3)
  expect(unread(head, { read: 10, readN: 9, skip: [11, 14] })).toBe(1)
  expect(unread(head, { read: 10, readN: 9, skip: [9, 10, 21] })).toBe(3)
  expect(unread(head, { read: 20, readN: 3, skip: [] })).toBe(0)
  expect(unread(head, { read: 10, readN: 13, skip: [] })).toBe(0)
})

test('unread is exact for any log, read position and skipped positions', () => {
  const log = fc.array(fc.record({ counts: fc.boolean(), isOwn: fc.boolean() }), { maxLength: 30 })
  fc.assert(
    fc.property(log, fc.nat(30), (entries, position) => {
      const read = Math.min(position, entries.length)
      const counted = (upTo: number) => entries.slice(0, upTo).filter(({ counts }) => counts).length
      const skip = entries.flatMap(({ counts, isOwn }, index) => (counts && isOwn ? [index + 1] : []))
      const expected = entries.slice(read).filter(({ counts, isOwn }) => counts && !isOwn).length
      const head = { seq: entries.length, n: counted(entries.length) }
      expect(unread(head, { read, readN: counted(read), skip })).toBe(expected)
    }),
  )
})
