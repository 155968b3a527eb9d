import { expect, it } from 'vitest'
import type { AccountSettings } from '../../lambdas/ports.ts'
import { newSpeaker, newUser } from '../fixtures/people.ts'

const NOW = 1_700_000_000_000

/** What every AccountSettings guarantees. */
export function accountSettingsContract(open: () => AccountSettings): void {
  const settings = open()

  it('has the defaults for who has chosen nothing', async () => {
    const user = newUser()
    expect(await settings.of([user])).toEqual(new Map([[user, { readReceipts: true }]]))
    expect(await settings.of([])).toEqual(new Map())
  })

  it('keeps what was chosen, and what was not as it was', async () => {
    const ada = newSpeaker()
    expect(await settings.put(ada, {}, NOW)).toEqual({ readReceipts: true })
    expect(await settings.put(ada, { readReceipts: false }, NOW)).toEqual({ readReceipts: false })
    expect(await settings.put(ada, {}, NOW)).toEqual({ readReceipts: false })
    expect((await settings.of([ada.user])).get(ada.user)).toEqual({ readReceipts: false })
    expect(await settings.put(newSpeaker(ada.user), { readReceipts: true }, NOW)).toEqual({
      readReceipts: true,
    })
  })

  it('answers for each of many people, also if named twice', async () => {
    const ada = newSpeaker()
    await settings.put(ada, { readReceipts: false }, NOW)
    const others = Array.from({ length: 120 }, newUser)
    const found = await settings.of([ada.user, ...others, ada.user])
    expect(found.size).toBe(121)
    expect([...found].filter(([, { readReceipts }]) => !readReceipts).map(([user]) => user)).toEqual([
      ada.user,
    ])
  })
}
