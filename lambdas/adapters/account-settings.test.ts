import type { UserId } from '@parley/domain'
import { expect, it } from 'vitest'
import { settingsOfItem } from './account-settings.ts'
import { key } from './chat-keys.ts'
import { toItem } from './dynamo.ts'

it.each([
  [true, 'everyone'],
  [false, 'nobody'],
  ['contacts', 'contacts'],
  [undefined, 'everyone'],
])(
  'an item that says %s of reading means %s: before there were audiences it was yes or no',
  (stored, meant) => {
    const item = {
      ...key.settings('ada' as UserId),
      ...toItem({ device: 'phone', changed: 1, readReceipts: stored }),
    }
    expect(settingsOfItem(item)).toEqual({
      user: 'ada',
      device: 'phone',
      settings: {
        readReceipts: meant,
        lastSeen: 'everyone',
        picture: 'everyone',
        findable: 'everyone',
        pushPreviews: true,
      },
    })
  },
)
