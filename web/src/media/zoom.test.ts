import { describe, expect, it } from 'vitest'
import { panned, WHOLE, zoomed } from './zoom.ts'

const HALF = { width: 100, height: 50 }
const MIDDLE = { x: 0, y: 0 }

describe('looking closely', () => {
  it('keeps what is under the pointer where it is', () => {
    expect(zoomed(WHOLE, 2, { x: 40, y: -10 }, HALF)).toEqual({ scale: 2, x: -40, y: 10 })
  })

  it('has a limit, and never makes it smaller than it fits', () => {
    expect(zoomed(WHOLE, 99, MIDDLE, HALF).scale).toBe(8)
    expect(zoomed({ scale: 2, x: 100, y: 50 }, 0.1, MIDDLE, HALF)).toEqual(WHOLE)
  })

  it('moves as far as the edges', () => {
    const close = zoomed(WHOLE, 2, MIDDLE, HALF)
    expect(panned(close, 30, -20, HALF)).toEqual({ scale: 2, x: 30, y: -20 })
    expect(panned(close, 500, -500, HALF)).toEqual({ scale: 2, x: 100, y: -50 })
    expect(panned(WHOLE, 10, 10, HALF)).toEqual(WHOLE)
  })
})
