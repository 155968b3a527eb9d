import { MAX_INLINE_BYTES } from '@parley/domain'
import { MAX_FRAME_BYTES } from '@parley/protocol'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { packFrames } from './pack-frames.ts'

const frame = (part: string[]) => ({ event: 'entries', conversation: 'dm_a_b', entries: part })
const itemsOf = (frames: string[]) =>
  frames.flatMap((each) => (JSON.parse(each) as ReturnType<typeof frame>).entries)
const bytesOf = (text: string) => Buffer.byteLength(text)

it('puts what fits into one frame, and makes none for nothing', () => {
  expect(packFrames(['a', 'b'], frame)).toEqual([JSON.stringify(frame(['a', 'b']))])
  expect(packFrames([], frame)).toEqual([])
})

it('keeps every item once and in order, in frames of 32 KB at the most', () => {
  const item = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 50 }),
    // The longest texts that an entry may carry, in characters of one, two, three and four bytes and in escapes.
    fc
      .constantFrom('a', '\u00e9', '\u0950', '\u{1f600}', '\u0000')
      .map((char) => char.repeat(Math.floor(MAX_INLINE_BYTES / bytesOf(JSON.stringify(char))))),
  )
  fc.assert(
    fc.property(fc.array(item, { maxLength: 40 }), (items) => {
      const frames = packFrames(items, frame)
      expect(itemsOf(frames)).toEqual(items)
      for (const each of frames) expect(bytesOf(each)).toBeLessThanOrEqual(MAX_FRAME_BYTES)
    }),
    { numRuns: 50 },
  )
})

it('fills frames: none is too large, and no two neighbours would have fitted into one', () => {
  const lengths = fc.oneof(
    fc.array(fc.integer({ min: 1, max: 12_000 }), { maxLength: 30 }),
    fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 2_000, maxLength: 2_500 }),
  )
  fc.assert(
    fc.property(lengths, (each) => {
      const items = each.map((length) => 'x'.repeat(length))
      const frames = packFrames(items, frame)
      frames.forEach((packed, index) => {
        expect(bytesOf(packed)).toBeLessThanOrEqual(MAX_FRAME_BYTES)
        const next = frames[index + 1]
        if (!next) return
        const joined = JSON.stringify(frame([...itemsOf([packed]), itemsOf([next])[0]!]))
        // A comma is counted for every item, the first one's too.
        expect(bytesOf(joined)).toBeGreaterThanOrEqual(MAX_FRAME_BYTES)
      })
    }),
    { numRuns: 50 },
  )
})

it('sends an item that is larger than a frame by itself', () => {
  const large = 'x'.repeat(MAX_FRAME_BYTES)
  const sizes = packFrames([large, 'a', large, 'b'], frame).map((each) => itemsOf([each]).length)
  expect(sizes).toEqual([1, 1, 1, 1])
})
