import { expect, test } from 'vitest'
import { passes } from './accessible.ts'
import { describePages } from './describe-pages.ts'
import { openChat, say } from './page-system.ts'

describePages('the page without a network, and its account', (pages) => {
  test('everything is there without a network, and what is written then is sent afterwards', async () => {
    const [cat, dan] = [await pages().person('cat'), await pages().person('dan')]
    await openChat(cat, 'dan')
    await say(cat, 'Before')
    await dan.getByRole('list', { name: 'Chats' }).getByText('Before').waitFor()
    await cat.context().setOffline(true)
    await say(cat, 'Meanwhile')
    await cat.locator('.bubble.pending .tick.pending').waitFor()
    await cat.context().setOffline(false)
    await dan.getByRole('list', { name: 'Chats' }).getByText('Meanwhile').waitFor()
    expect(await dan.title()).toBe('(2) Parley')
  })

  test('each page of the account can be used by everybody', async () => {
    const eve = await pages().person('eve')
    await passes(eve)
    await eve.getByRole('button', { name: 'Your account' }).click()
    await passes(eve)
    for (const name of [
      'Profile',
      'Contacts',
      'Privacy',
      'Devices',
      'Notifications',
      'Appearance',
      'Your data',
    ]) {
      await eve.getByRole('button', { name }).click()
      await eve.getByRole('heading', { name }).waitFor()
      await passes(eve)
      await eve.getByRole('button', { name: 'Back', exact: true }).click()
    }
  })
})
