import { expect, test } from 'vitest'
import { frameGuard } from './frame-guard.ts'

/** A client's text frame: masked, with the shortest length that fits. */
function frame(size: number): Buffer {
  const header = size < 126 ? Buffer.alloc(2) : size < 65_536 ? Buffer.alloc(4) : Buffer.alloc(10)
  header[0] = 0x81
  header[1] = 0x80 | (size < 126 ? size : size < 65_536 ? 126 : 127)
  if (header.length === 4) header.writeUInt16BE(size, 2)
  if (header.length === 10) header.writeBigUInt64BE(BigInt(size), 2)
  return Buffer.concat([header, Buffer.alloc(4 + size)])
}

test.each([1, 7, 4096, 1_000_000])(
  'finds the oversized frame among others, fed %i bytes at a time',
  (step) => {
    const bytes = Buffer.concat([frame(0), frame(125), frame(126), frame(32768), frame(70_000), frame(32769)])
    const trips: number[] = []
    let fed = 0
    const guard = frameGuard(70_000, () => trips.push(fed))
    const strict = frameGuard(32768, () => trips.push(-fed))
    for (; fed < bytes.length; fed += step) {
      guard(bytes.subarray(fed, fed + step))
      strict(bytes.subarray(fed, fed + step))
    }
    expect(trips).toHaveLength(1)
    expect(trips[0]).toBeLessThanOrEqual(0)
  },
)

test('trips on the header, before the payload is there', () => {
  let tripped = 0
  const guard = frameGuard(32768, () => tripped++)
  guard(frame(32769).subarray(0, 8))
  expect(tripped).toBe(1)
})
