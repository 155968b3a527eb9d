import type { WireAccountSettings } from '@parley/protocol'
import { expect, it } from 'vitest'
import type { AccountSettings } from '../../lambdas/ports.ts'
import { newSpeaker, newUser } from '../fixtures/people.ts'

const NOW = 1_700_000_000_000

const DEFAULTS: WireAccountSettings = {
  readReceipts: 'everyone',
  lastSeen: 'everyone',
  picture: 'everyone',
  findable: 'everyone',
  pushPreviews: true,
}
const CHOSEN: WireAccountSettings = {
  readReceipts: 'contacts',
  lastSeen: 'nobody',
  picture: 'contacts',
  findable: 'nobody',
  pushPreviews: false,
  quietHours: { from: 1_320, to: 420, zone: 'Europe/Berlin' },
}

/** What every AccountSettings guarantees. */
export function accountSettingsContract(open: () => AccountSettings): void {
  const settings = open()

  it('has the defaults for who has chosen nothing', async () => {
    const user = newUser()
    expect(await settings.of([user])).toEqual(new Map([[user, DEFAULTS]]))
    expect(await settings.of([])).toEqual(new Map())
  })

  it('keeps what was chosen, and what was not as it was', async () => {
    const ada = newSpeaker()
    expect(await settings.put(ada, {}, NOW)).toEqual(DEFAULTS)
    expect(await settings.put(ada, CHOSEN, NOW)).toEqual(CHOSEN)
    expect(await settings.put(ada, {}, NOW)).toEqual(CHOSEN)
    expect((await settings.of([ada.user])).get(ada.user)).toEqual(CHOSEN)
    const changed = await settings.put(newSpeaker(ada.user), { readReceipts: 'everyone' }, NOW)
    expect(changed).toEqual({ ...CHOSEN, readReceipts: 'everyone' })
  })

  it('takes away what null says, and comes back to the default of what has one', async () => {
    const ada = newSpeaker()
    await settings.put(ada, CHOSEN, NOW)
    const { quietHours: _, ...rest } = CHOSEN
    expect(await settings.put(ada, { quietHours: null }, NOW)).toEqual(rest)
    expect(await settings.put(ada, { lastSeen: null }, NOW)).toEqual({ ...rest, lastSeen: 'everyone' })
    expect((await settings.of([ada.user])).get(ada.user)).toEqual({ ...rest, lastSeen: 'everyone' })
  })

  it('answers for each of many people, also if named twice', async () => {
    const ada = newSpeaker()
    await settings.put(ada, { readReceipts: 'nobody' }, NOW)
    const others = Array.from({ length: 120 }, newUser)
    const found = await settings.of([ada.user, ...others, ada.user])
    expect(found.size).toBe(121)
    const hiding = [...found].filter(([, { readReceipts }]) => readReceipts === 'nobody')
    expect(hiding.map(([user]) => user)).toEqual([ada.user])
  })
}
