import { expect, it } from 'vitest'
import { placeFor } from './place.ts'

it.each([
  ['a photograph', 4000, 3000, 320, 240],
  ['an upright one', 3000, 4000, 270, 360],
  ['a small one, in its own size', 200, 150, 200, 150],
  ['a tiny one, which can still be pressed', 1, 1, 96, 96],
  ['a panorama', 10_000, 500, 320, 96],
  ['a long page', 500, 10_000, 96, 360],
  ['one whose size is not known', undefined, undefined, 320, 240],
])('%s', (_, width, height, shownWidth, shownHeight) => {
  expect(placeFor(width, height)).toEqual({ width: shownWidth, height: shownHeight })
})
