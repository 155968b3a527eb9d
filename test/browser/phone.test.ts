import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { fits } from './accessible.ts'
import { describePages } from './describe-pages.ts'
import { openChat, openRow, say } from './page-system.ts'

const PHONE = {
  viewport: { width: 390, height: 700 },
  hasTouch: true,
  isMobile: true,
  reducedMotion: 'reduce' as const,
}

describePages('on a phone', (pages) => {
  test('one goes from the list to a conversation and back, with a finger, and nothing is too wide or too small', async () => {
    const bob = await pages().person('bob')
    const ann = await pages().person('ann', 'Ann', PHONE)
    await openChat(bob, 'ann')
    await say(bob, 'Are you there? '.repeat(20))
    const list = ann.getByRole('list', { name: 'Chats' })
    await list.getByText('Are you there?').waitFor()
    await fits(ann)

    await openRow(ann, 'Bob')
    await ann.locator('.bubble', { hasText: 'Are you there?' }).waitFor()
    expect(await list.isVisible()).toBe(false)
    await fits(ann)
    await ann.getByLabel('Message', { exact: true }).tap()
    // The keyboard of a phone takes half of the page away.
    await ann.setViewportSize({ width: 390, height: 360 })
    await say(ann, 'Yes, on the train')
    await ann.locator('.bubble', { hasText: 'on the train' }).waitFor()
    expect(await isSeen(ann, '.bubble.mine')).toBe(true)
    expect(await isSeen(ann, '.composer')).toBe(true)
    expect(await isSeen(ann, '.thread > .bar')).toBe(true)
    await fits(ann)

    await ann.setViewportSize(PHONE.viewport)
    await ann.getByRole('button', { name: 'Details' }).tap()
    await ann.locator('.side-panel').waitFor()
    await fits(ann)
    await ann.getByRole('button', { name: 'Close' }).tap()
    await ann.goBack()
    await list.waitFor()
    expect(await ann.getByLabel('Message', { exact: true }).isVisible()).toBe(false)
    await list.locator('strong', { hasText: 'Bob' }).tap()
    await ann.getByRole('button', { name: 'Back to chats' }).tap()
    await list.waitFor()
    await ann.getByRole('button', { name: 'Your account' }).tap()
    await ann.getByRole('heading', { name: 'Settings' }).waitFor()
    await fits(ann)
    expect(pages().complaints).toEqual([])
  })

  test('a page is laid out from the right where that is how one reads', async () => {
    const ann = await pages().person('rami', 'רמי', PHONE)
    await ann.evaluate(() => {
      document.documentElement.dir = 'rtl'
    })
    await openChat(ann, 'bob')
    await say(ann, 'שלום בוב')
    await ann.locator('.bubble', { hasText: 'שלום' }).waitFor()
    const edges = await ann.evaluate(() => {
      const middle = (selector: string) => {
        const { left, right } = document.querySelector(selector)!.getBoundingClientRect()
        return (left + right) / 2
      }
      return {
        mine: middle('.bubble.mine') < innerWidth / 2,
        back: middle('.thread .only-narrow') > innerWidth / 2,
        send: middle('.composer-row button:last-of-type') < innerWidth / 2,
      }
    })
    expect(edges).toEqual({ mine: true, back: true, send: true })
    await fits(ann)
    await ann.getByRole('button', { name: 'Back to chats' }).tap()
    await fits(ann)
  })
})

/** Whether the last of these is whole on the screen. */
function isSeen(page: Page, selector: string): Promise<boolean> {
  return page.evaluate((selector) => {
    const { top, bottom } = [...document.querySelectorAll(selector)].at(-1)!.getBoundingClientRect()
    return top >= 0 && bottom <= innerHeight
  }, selector)
}
