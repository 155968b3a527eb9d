import { describe, expect, it } from 'vitest'
import { CENTRED, moved, squareOf } from './crop.ts'

const WIDE = { width: 400, height: 200 }

describe('the square that is taken of an image', () => {
  it('is as large as it can be, and in the middle', () => {
    expect(squareOf(CENTRED, WIDE)).toEqual({ left: 100, top: 0, side: 200 })
  })

  it('is smaller the more one looks closely, around the same place', () => {
    expect(squareOf({ ...CENTRED, zoom: 2 }, WIDE)).toEqual({ left: 150, top: 50, side: 100 })
  })

  it('stops at the edges, and comes back at once', () => {
    const far = moved(CENTRED, WIDE, 9, 9)
    expect(squareOf(far, WIDE)).toEqual({ left: 200, top: 0, side: 200 })
    expect(squareOf(moved(far, WIDE, -0.5, 0), WIDE)).toEqual({ left: 100, top: 0, side: 200 })
  })

  it('is never outside, however close one looks', () => {
    expect(squareOf({ x: 1, y: 1, zoom: 99 }, WIDE)).toEqual({ left: 350, top: 150, side: 50 })
  })
})
