import { expect, test } from 'vitest'
import { symbolIn, toPicture } from './symbol.ts'

test.each(['📚', '🏴󠁧󠁢󠁳󠁣󠁴󠁿', '7️⃣', '👨‍👩‍👧‍👦', '👩‍🚀', '🇳🇴', '❤️', '👍🏽'])(
  '%s stands for a group as it was chosen',
  (symbol) => {
    expect(symbolIn(toPicture(symbol))).toBe(symbol)
  },
)

test.each(['emoji:', 'emoji:A', 'emoji:📚📚', 'emoji:<img src=x>', 'https://a.example/x.png', '📚', ''])(
  'the picture %j is not shown',
  (picture) => {
    expect(symbolIn(picture)).toBeUndefined()
  },
)

test('a group without an emoji has no picture', () => {
  expect(toPicture(undefined)).toBe('')
  expect(symbolIn(undefined)).toBeUndefined()
})
