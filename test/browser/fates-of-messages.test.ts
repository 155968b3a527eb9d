import { expect, test } from 'vitest'
import { describePages } from './describe-pages.ts'
import { openChat, openRow, say } from './page-system.ts'

describePages('a message', (pages) => {
  test('that was refused says why, and is sent again or let go as one likes', async () => {
    const [ann, bob] = [await pages().person('ann'), await pages().person('bob')]
    await ann.getByRole('button', { name: 'New group' }).click()
    await ann.getByLabel('Group name').fill('Crew')
    await ann.getByLabel('Find people').fill('@bob')
    await ann.keyboard.press('Enter')
    await ann.getByRole('checkbox', { name: '@bob', checked: true }).waitFor()
    await ann.getByRole('button', { name: /^Create/ }).click()
    await openRow(bob, 'Crew')
    await bob.getByLabel('Message', { exact: true }).waitFor()

    await bob.context().setOffline(true)
    await say(bob, 'Am I still in?')
    await say(bob, 'Never mind')
    await bob.locator('.bubble', { hasText: 'Never mind' }).getByLabel('Waiting to be sent').waitFor()
    await ann.getByRole('button', { name: 'Details' }).click()
    await ann.getByRole('list', { name: 'Members' }).getByRole('button', { name: 'Bob' }).click()
    await ann.getByRole('menuitem', { name: 'Remove from group' }).click()
    await ann.getByRole('button', { name: 'Remove', exact: true }).click()
    await ann.getByLabel('Messages').getByText('You removed Bob').waitFor()
    await bob.context().setOffline(false)
    const failed = (text: string) => bob.locator('.bubble.failed', { hasText: text })
    await failed('Am I still in?').getByLabel('Not sent').waitFor()
    await failed('Never mind').getByText('You may not write here.').waitFor()

    await ann.getByRole('button', { name: 'Add members' }).click()
    await ann.getByLabel('Find people').fill('@bob')
    await ann.keyboard.press('Enter')
    await ann.getByRole('checkbox', { name: '@bob', checked: true }).waitFor()
    await ann.getByRole('button', { name: 'Add', exact: true }).click()
    await bob.getByLabel('Message', { exact: true }).waitFor()
    await failed('Never mind').getByRole('button', { name: 'Discard' }).click()
    await failed('Never mind').waitFor({ state: 'detached' })
    await failed('Am I still in?').getByRole('button', { name: 'Try again' }).click()
    await ann.getByLabel('Messages').getByText('Am I still in?').waitFor()
    expect(await ann.getByText('Never mind').count()).toBe(0)
    expect(await bob.locator('.bubble.failed').count()).toBe(0)
  })

  test('that disappears says when, and is gone then', async () => {
    const [cat, dan] = [await pages().person('cat'), await pages().person('dan')]
    await openChat(cat, 'dan')
    await cat.getByRole('button', { name: 'Details' }).click()
    await cat.getByLabel('Disappearing messages').selectOption('After 1 hour')
    await cat.getByLabel('Messages').getByText('You set messages to disappear after 1 hour').waitFor()
    await cat.keyboard.press('Escape')
    await say(cat, 'Read this and forget it')
    await openRow(dan, 'Cat')
    const secret = dan.locator('.bubble', { hasText: 'forget it' })
    await secret.getByText(/^Disappears /).waitFor({ state: 'attached' })
    await dan.clock.install()
    await dan.reload()
    await openRow(dan, 'Cat')
    await secret.waitFor()
    await dan.clock.fastForward('01:00:10')
    await secret.waitFor({ state: 'detached' })
    await dan.getByLabel('Messages').getByText('Cat set messages to disappear after 1 hour').waitFor()
  })
})
