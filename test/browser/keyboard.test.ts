import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { describePages } from './describe-pages.ts'
import { openChat, PASSWORD, say } from './page-system.ts'

describePages('by keyboard alone', (pages) => {
  test('one signs up, writes, reacts, answers, searches, makes a group and finds the settings', async () => {
    const bob = await pages().person('bob')
    const ann = await (await pages().browser.newContext()).newPage()
    const { keyboard } = ann
    await ann.goto(pages().url)
    await ann.getByLabel('Handle').waitFor()

    await tabTo(ann, 'I am new here')
    await keyboard.press('Enter')
    await ann.getByLabel('Name').waitFor()
    await tabTo(ann, 'Handle', 'Shift+Tab')
    await keyboard.type('ann')
    await tabTo(ann, 'Name')
    await keyboard.type('Ann')
    await tabTo(ann, 'Password')
    await keyboard.type(PASSWORD)
    await keyboard.press('Enter')
    await ann.getByRole('button', { name: 'Your account' }).waitFor()

    await keyboard.press('Control+k')
    await focusIs(ann, 'Search or start a chat')
    await keyboard.type('@bob')
    await ann.getByRole('button', { name: '@bob' }).waitFor()
    await keyboard.press('Enter')
    await focusIs(ann, 'Message')
    await keyboard.type('Hello Bob')
    await keyboard.press('Enter')
    await openChat(bob, 'ann')
    await say(bob, 'Hello Ann')
    await ann.getByRole('status', { name: 'New message' }).getByText('Bob: Hello Ann').waitFor()

    await keyboard.press('Shift+F6')
    await focusIs(ann, 'Messages')
    await keyboard.press('ArrowUp')
    await focusIs(ann, 'Hello Ann')
    await keyboard.press('ArrowUp')
    await focusIs(ann, 'Hello Bob')
    await keyboard.press('ArrowDown')
    await focusIs(ann, 'Hello Ann')
    await keyboard.press('Enter')
    await arrowTo(ann, 'React with ❤️')
    await keyboard.press('Enter')
    await bob.getByRole('button', { name: '❤️ Ann' }).waitFor()
    await focusIs(ann, 'Hello Ann')
    await keyboard.press('Shift+F10')
    await arrowTo(ann, 'Reply')
    await keyboard.press('Enter')
    await focusIs(ann, 'Message')
    await keyboard.type('How are you?')
    await keyboard.press('Enter')
    await bob
      .locator('.bubble', { hasText: 'How are you?' })
      .locator('.quote', { hasText: 'Hello Ann' })
      .waitFor()

    await keyboard.press('Alt+n')
    await tabTo(ann, 'Group name')
    await keyboard.type('Book club')
    await keyboard.press('Enter')
    await ann.getByRole('heading', { name: 'Book club' }).waitFor()
    await ann.getByRole('listitem').filter({ hasText: 'You created' }).waitFor()
    await keyboard.press('Alt+ArrowDown')
    await ann.getByRole('heading', { name: 'Bob' }).waitFor()
    await keyboard.press('Alt+ArrowUp')
    await ann.getByRole('heading', { name: 'Book club' }).waitFor()
    await focusIs(ann, 'Message')

    await keyboard.press('Control+k')
    await keyboard.type('bob')
    await keyboard.press('ArrowDown')
    await focusIs(ann, 'Bob')
    await keyboard.press('Shift+F10')
    await arrowTo(ann, 'Pin on top')
    await keyboard.press('Escape')
    await focusIs(ann, 'Bob')
    await keyboard.press('Enter')
    await ann.getByRole('heading', { name: 'Bob' }).waitFor()

    await keyboard.press('Alt+,')
    await focusIs(ann, 'Back')
    await tabTo(ann, 'Privacy')
    await keyboard.press('Enter')
    await ann.getByRole('heading', { name: 'Privacy' }).waitFor()
    await keyboard.press('?')
    await ann.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor()
    await keyboard.press('Escape')
    await focusIs(ann, 'Back')
    await keyboard.press('Enter')
    await keyboard.press('Enter')
    await keyboard.press('F6')
    await keyboard.press('F6')
    await focusIs(ann, 'Message')
    expect(pages().complaints).toEqual([])
  })
})

/** Waits until the focus is on what is called so. */
async function focusIs(page: Page, name: string): Promise<void> {
  await expect.poll(() => focused(page), { timeout: 10_000 }).toContain(name)
}

/** Presses a key until the focus is on what is called so. */
async function tabTo(page: Page, name: string, key = 'Tab'): Promise<void> {
  const passed: string[] = []
  for (let left = 30; left > 0; left--) {
    await page.keyboard.press(key)
    const now = await focused(page)
    if (now.includes(name)) return
    passed.push(now)
  }
  expect(passed, `${name} is not reached`).toEqual([])
}

function arrowTo(page: Page, name: string): Promise<void> {
  return tabTo(page, name, 'ArrowDown')
}

/** What has the focus is called. */
function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    const one = document.activeElement as HTMLInputElement | null
    return one?.getAttribute('aria-label') || one?.labels?.[0]?.textContent || one?.textContent || ''
  })
}
