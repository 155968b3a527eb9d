import { describe, expect, it } from 'vitest'
import { loudness, thinned } from './samples.ts'

describe('the waveform of a recording', () => {
  it('is all of a short one', () => {
    expect(thinned([1, 2, 3], 64)).toEqual([1, 2, 3])
    expect(thinned([], 64)).toEqual([])
  })

  it('is the loudest of each stretch of a long one, as many as may be sent', () => {
    const samples = Array.from({ length: 650 }, (_, index) => (index === 649 ? 100 : index % 10))
    const thin = thinned(samples, 64)
    expect(thin).toHaveLength(64)
    expect(thin.at(-1)).toBe(100)
    expect(thin.slice(0, -1).every((value) => value === 9)).toBe(true)
  })

  it('is flat where nothing is heard, and no higher than there is room', () => {
    expect(loudness(Uint8Array.of(128, 128))).toBe(0)
    expect(loudness(Uint8Array.of(128, 96))).toBe(35)
    expect(loudness(Uint8Array.of(0, 255))).toBe(100)
  })
})
