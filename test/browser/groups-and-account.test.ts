import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { describePages } from './describe-pages.ts'
import { openChat, say } from './page-system.ts'

describePages('groups, files and the account on the page', (pages) => {
  test('a group is made, an invite link opens it, and a file is seen by the others', async () => {
    const [ann, bob] = [await pages().person('ann'), await pages().person('bob')]
    await ann.getByRole('button', { name: 'New group' }).click()
    await ann.getByLabel('Group name').fill('Book club')
    await passes(ann)
    await ann.getByRole('button', { name: 'Create group' }).click()
    await ann.getByLabel('Messages').getByText('You created the group').waitFor()
    await ann.getByRole('button', { name: 'Details' }).click()
    await ann.getByRole('button', { name: 'Make an invite link' }).click()
    const link = await ann.getByLabel('Invite link').inputValue()
    await passes(ann)
    await ann.getByRole('button', { name: 'Close' }).click()

    await bob.goto(link)
    await bob.getByRole('button', { name: 'Join' }).click()
    await bob.getByLabel('Message', { exact: true }).waitFor()
    await ann.getByLabel('Messages').getByText('Bob joined by an invite link').waitFor()
    const file = { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('chapter one') }
    await bob.getByLabel('Files', { exact: true }).setInputFiles(file)
    await bob.getByRole('button', { name: 'Send', exact: true }).last().click()
    await ann.getByRole('link', { name: 'Download notes.txt' }).waitFor()
    await passes(ann)
    expect(pages().complaints).toEqual([])
  })

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

async function passes(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join('\n')}`)).toEqual([])
}
