import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { describePages } from './describe-pages.ts'
import { openChat, PASSWORD, say } from './page-system.ts'

describePages('several tabs and browsers of one person', (pages) => {
  test('one tab has the conversations; another takes over what was being written, and gives it back', async () => {
    const first = await pages().person('ann')
    await pages().person('bob')
    await openChat(first, 'bob')
    await first.getByLabel('Message', { exact: true }).fill('Half a sent')
    const second = await first.context().newPage()
    await second.goto(first.url())
    await second.getByText('Parley is open in another tab').waitFor()
    await second.getByRole('button', { name: 'Use here' }).click()
    await hasDraft(second, 'Half a sent')
    await second.getByLabel('Message', { exact: true }).fill('Half a sentence')
    await first.getByText('Parley is open in another tab').waitFor()
    await first.getByRole('button', { name: 'Use here' }).click()
    await hasDraft(first, 'Half a sentence')
    await second.getByText('Parley is open in another tab').waitFor()
    await first.context().close()
  })

  test('what a tab was sending when it was closed, the next one sends; a crashed tab stands in nobody’s way', async () => {
    const first = await pages().person('cat')
    const dan = await pages().person('dan')
    await openChat(first, 'dan')
    const address = first.url()
    const second = await first.context().newPage()
    await first.context().setOffline(true)
    await say(first, 'Before it was closed')
    await first.close()
    await first.context().setOffline(false)
    await second.goto(address)
    await dan.getByRole('list', { name: 'Chats' }).getByText('Before it was closed').waitFor()
    await crash(second)
    const third = await second.context().newPage()
    await third.goto(address)
    await third.getByLabel('Messages').getByText('Before it was closed').waitFor()
    await third.context().close()
    await dan.context().close()
  }, 120_000)

  test('a browser that was signed out by another one says so, and holds nothing of the account any more', async () => {
    const here = await pages().person('eve')
    const there = await (await pages().browser.newContext()).newPage()
    await there.goto(pages().url)
    await there.getByLabel('Handle').fill('eve')
    await there.getByLabel('Password', { exact: true }).fill(PASSWORD)
    await there.getByRole('button', { name: 'Sign in' }).click()
    await there.getByRole('button', { name: 'Your account' }).waitFor()
    await here.evaluate(() => navigator.serviceWorker.ready)
    await there.evaluate(() => navigator.serviceWorker.ready)
    expect(await recordsOf(there)).toContain('me')
    await here.getByRole('button', { name: 'Your account' }).click()
    await here.getByRole('button', { name: 'Devices' }).click()
    await here.getByRole('button', { name: 'Sign out all others' }).click()
    await here.getByRole('dialog').getByRole('button', { name: 'Sign out all others' }).click()
    await there.getByText('You have been signed out').waitFor()
    expect((await recordsOf(there)).sort()).toEqual(['device', 'format'])
    await there.reload()
    await there.getByRole('button', { name: 'I am new here' }).waitFor()
  })

  test('a browser that keeps nothing, or is too old, is told so', async () => {
    const refusing = await (await pages().browser.newContext()).newPage()
    await refusing.addInitScript(() => {
      IDBFactory.prototype.open = () => {
        throw new DOMException('denied', 'InvalidStateError')
      }
    })
    await refusing.goto(pages().url)
    await refusing.getByText('lets Parley keep nothing').waitFor()
    await refusing.getByRole('button', { name: 'Try again' }).waitFor()
    const old = await (await pages().browser.newContext()).newPage()
    await old.addInitScript(() => Object.defineProperty(Navigator.prototype, 'locks', { value: undefined }))
    await old.goto(pages().url)
    await old.getByText('too old for Parley').waitFor()
  })
})

async function hasDraft(page: Page, draft: string): Promise<void> {
  await expect
    .poll(
      () =>
        page
          .getByLabel('Message', { exact: true })
          .inputValue()
          .catch(() => ''),
      { timeout: 30_000 },
    )
    .toBe(draft)
}

/** Ends the tab's process as a fault of its own would. */
async function crash(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page)
  const crashed = page.waitForEvent('crash')
  session.send('Page.crash').catch(() => {})
  await crashed
}

/** The keys of all that the page has kept in this browser. */
function recordsOf(page: Page): Promise<string[]> {
  return page.evaluate(
    () =>
      new Promise<string[]>((resolve, reject) => {
        const opening = indexedDB.open('parley')
        opening.onerror = () => reject(opening.error)
        opening.onsuccess = () => {
          const keys = opening.result.transaction('records').objectStore('records').getAllKeys()
          keys.onsuccess = () => {
            opening.result.close()
            resolve(keys.result.map(String))
          }
        }
      }),
  )
}
