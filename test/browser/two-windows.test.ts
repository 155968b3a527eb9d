import { expect, test } from 'vitest'
import { describePages } from './describe-pages.ts'
import { choose, openChat, say } from './page-system.ts'

describePages('two windows of the page', (pages) => {
  test('talk, see what is delivered and read, and show markup as text', async () => {
    const [ann, bob] = [await pages().person('ann'), await pages().person('bob')]
    await openChat(ann, 'bob')
    await say(ann, 'Hello Bob!')
    await say(ann, '<img src=x onerror="document.title=`owned`">')
    await bob.getByRole('list', { name: 'Chats' }).getByText('Ann').click()
    await bob.getByLabel('Messages').getByText('Hello Bob!').waitFor()
    await bob.getByText('<img src=x onerror').last().waitFor()
    await say(bob, 'שלום 👋')
    await ann.getByLabel('Messages').getByText('שלום 👋').waitFor()
    await ann.locator('.bubble.mine .tick.read').nth(1).waitFor()
    expect(await bob.title()).not.toBe('owned')
    expect(await bob.locator('.bubble img').count()).toBe(0)

    await choose(bob, 'Hello Bob!', 'React with 👍')
    await ann.getByRole('button', { name: '👍 Bob' }).waitFor()
    await choose(bob, 'Hello Bob!', 'Reply')
    await say(bob, 'And to you')
    await ann
      .locator('.bubble', { hasText: 'And to you' })
      .locator('.quote')
      .getByText('Hello Bob!')
      .waitFor()
    await choose(ann, 'Hello Bob!', 'Edit')
    await ann.getByLabel('Message', { exact: true }).fill('Hello dear Bob!')
    await ann.getByRole('button', { name: 'Save' }).click()
    await bob.locator('.bubble', { hasText: 'Hello dear Bob!' }).getByText('edited').waitFor()
    await choose(ann, '<img', 'Delete')
    await ann.getByRole('button', { name: 'Delete for everyone' }).click()
    await bob.locator('.bubble').getByText('Message deleted').waitFor()
    expect(pages().complaints).toEqual([])
  })
})
