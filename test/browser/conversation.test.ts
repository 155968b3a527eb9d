import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { describePages } from './describe-pages.ts'
import { choose, openChat, say } from './page-system.ts'

/** A long way on a machine that does other things as well; it only ends what hangs. */
const JOURNEY_MS = 180_000

describePages('a conversation', (pages) => {
  test(
    'has answers, changes, reactions, stars, pins and messages sent on, in either direction of writing, as both sides see them',
    async () => {
      const [ann, bob] = [await pages().person('ann'), await pages().person('bob')]
      await openChat(ann, 'bob')
      await say(ann, 'The first of all')
      await openRow(bob, 'Ann')
      await shown(bob, 'The first of all')

      await choose(bob, 'The first of all', 'Reply')
      await say(bob, 'An answer')
      await bubble(ann, 'An answer').locator('.quote').getByText('The first of all').waitFor()
      await say(bob, 'שלום לכולם')
      const hebrew = bubble(ann, 'שלום').locator('.bubble-body')
      expect(await hebrew.evaluate((body) => getComputedStyle(body).direction)).toBe('rtl')
      await say(ann, 'A mistkae')
      await bubble(ann, 'A mistkae').locator('.tick:not(.pending)').waitFor()
      await ann.getByLabel('Message', { exact: true }).press('ArrowUp')
      await say(ann, 'A mistake, corrected')
      await bubble(bob, 'A mistake, corrected').getByText('edited').waitFor()

      await choose(bob, 'A mistake', 'React with ❤️')
      await choose(ann, 'A mistake', 'Reactions')
      await ann.getByRole('dialog', { name: 'Reactions' }).getByText('Bob').waitFor()
      await ann.keyboard.press('Escape')
      await bob.getByRole('button', { name: '❤️ You' }).click()
      await bubble(ann, 'A mistake').locator('.reactions').waitFor({ state: 'detached' })

      await choose(ann, 'The first of all', 'Pin')
      await ann.locator('.pinned-bar').getByText('The first of all').waitFor()
      await choose(ann, 'An answer', 'Pin')
      const pins = bob.locator('.pinned-bar')
      await pins.getByText('Pinned message 2 of 2').waitFor()
      await pins.click()
      await bob.locator('.history-line.lit', { hasText: 'An answer' }).waitFor()
      await pins.getByText('The first of all').waitFor()

      await choose(bob, 'A mistake', 'Star')
      await bubble(bob, 'A mistake').getByText('Starred').waitFor({ state: 'attached' })
      await choose(bob, 'A mistake', 'Forward')
      await bob.getByRole('checkbox', { name: 'Ann' }).check()
      await bob.getByRole('button', { name: 'Forward', exact: true }).click()
      await ann.locator('.bubble.theirs', { hasText: 'A mistake' }).getByText('Forwarded').waitFor()

      await choose(ann, 'A mistake', 'Delete')
      await ann.getByRole('button', { name: 'Delete for everyone' }).click()
      await bob.locator('.bubble.theirs').getByText('Message deleted').waitFor()
      await choose(bob, 'An answer', 'Delete')
      await bob.getByRole('button', { name: 'Delete for me' }).click()
      await bubble(bob, 'An answer').waitFor({ state: 'detached' })
      await shown(ann, 'An answer')
      expect(pages().complaints).toEqual([])
    },
    JOURNEY_MS,
  )

  test(
    'stays where it is read while messages come in, change and are loaded around it',
    async () => {
      const [cat, dan] = [await pages().person('cat'), await pages().person('dan')]
      await openChat(cat, 'dan')
      for (let number = 1; number <= 60; number++) await say(cat, `Line ${number}`)
      await cat.locator('.bubble.mine .tick.sent, .bubble.mine .tick.delivered').nth(59).waitFor()
      await openRow(dan, 'Cat')
      const divider = dan.getByText('Unread messages')
      await divider.waitFor()
      const top = await divider.evaluate((line) => line.getBoundingClientRect().top)
      expect(top).toBeGreaterThan(0)
      expect(top).toBeLessThan(dan.viewportSize()!.height / 2)
      expect(
        await dan
          .locator('.history')
          .evaluate((box) => box.scrollHeight - box.scrollTop > 2 * box.clientHeight),
      ).toBe(true)

      await dan
        .getByText('Line 30', { exact: true })
        .evaluate((line) => line.scrollIntoView({ block: 'center' }))
      const before = await topOf(dan, 'Line 30')
      await choose(cat, 'Line 60', 'React with 👍')
      await cat
        .getByText('Line 5', { exact: true })
        .evaluate((line) => line.scrollIntoView({ block: 'center' }))
      await choose(cat, 'Line 5', 'Edit')
      await say(
        cat,
        `Line 5 is now a long one${', which takes more than a line of the column it stands in'.repeat(12)}`,
      )
      await say(cat, 'Line 61')
      await bubble(dan, 'Line 5 is now').waitFor({ state: 'attached' })
      await shown(dan, 'Line 61')
      expect(Math.abs((await topOf(dan, 'Line 30')) - before)).toBeLessThan(1)

      await dan.locator('.to-end .badge').waitFor()
      await dan.getByRole('button', { name: 'To the newest message' }).click()
      await dan.locator('.to-end').waitFor({ state: 'detached' })
      await cat.locator('.bubble.mine .tick.read').last().waitFor()
    },
    JOURNEY_MS,
  )

  test('in a group names whom it means, and says who has received and read', async () => {
    const [eve, fay] = [await pages().person('eve'), await pages().person('fay')]
    const gus = await pages().person('gus')
    for (const handle of ['fay', 'gus']) await openChat(eve, handle)
    await eve.getByRole('button', { name: 'New group' }).click()
    await eve.getByLabel('Group name').fill('Choir')
    for (const name of ['Fay', 'Gus']) await eve.getByRole('checkbox', { name }).check()
    await eve.getByRole('button', { name: 'Create with 3 members' }).click()
    await eve.getByLabel('Messages').getByText('You created the group').waitFor()
    await eve.getByLabel('Message', { exact: true }).pressSequentially('Is @ga')
    expect(await eve.getByRole('option').count()).toBe(0)
    await eve.keyboard.press('Backspace')
    await eve.getByLabel('Message', { exact: true }).pressSequentially('u')
    await eve.getByRole('option', { name: 'Gus' }).waitFor()
    await eve.keyboard.press('Tab')
    await eve.keyboard.type('coming?')
    await eve.keyboard.press('Enter')
    await openRow(gus, 'Choir')
    await gus.locator('.mention.own', { hasText: '@gus' }).waitFor()
    await gus.context().setOffline(true)
    await say(eve, 'Tonight at eight')
    await openRow(fay, 'Choir')
    await shown(fay, 'Tonight at eight')

    await choose(eve, 'Tonight', 'Info')
    const info = eve.getByRole('dialog', { name: 'Message info' })
    await info.getByText('Read 1 of 2').waitFor()
    await info.getByLabel('Read by').getByText('Fay').waitFor()
    await info.getByLabel('Not yet delivered to').getByText('Gus').waitFor()
    await gus.context().setOffline(false)
    await info.getByText('Read 2 of 2').waitFor()
  })

  test('keeps a draft over a reload, and folds a text of 100,000 characters until all of it is wanted', async () => {
    const [hal, ida] = [await pages().person('hal'), await pages().person('ida')]
    await openChat(hal, 'ida')
    await say(hal, 'Hello')
    await hal.getByLabel('Message', { exact: true }).fill('Not yet said')
    await hal.reload()
    await openRow(hal, 'Ida')
    await expect.poll(() => hal.getByLabel('Message', { exact: true }).inputValue()).toBe('Not yet said')
    await say(hal, 'x'.repeat(100_000))
    await shown(hal, 'Show all')
    await openRow(ida, 'Hal')
    await ida.getByRole('button', { name: 'Show all' }).click()
    await expect
      .poll(() =>
        ida
          .locator('.bubble .said')
          .last()
          .evaluate((said) => said.textContent?.length),
      )
      .toBe(100_000)
    expect(await ida.locator('.history').evaluate((box) => box.scrollWidth <= box.clientWidth)).toBe(true)
    expect(pages().complaints).toEqual([])
  })
})

async function openRow(page: Page, title: string): Promise<void> {
  await page.getByRole('list', { name: 'Chats' }).getByText(title, { exact: true }).click()
  await page.getByLabel('Message', { exact: true }).waitFor()
}

function bubble(page: Page, text: string) {
  return page.locator('.bubble', { hasText: text }).first()
}

async function shown(page: Page, text: string): Promise<void> {
  await page.getByLabel('Messages').getByText(text).last().waitFor()
}

function topOf(page: Page, text: string): Promise<number> {
  return page
    .getByLabel('Messages')
    .getByText(text, { exact: true })
    .evaluate((line) => line.getBoundingClientRect().top)
}
