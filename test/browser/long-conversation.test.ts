import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { describePages } from './describe-pages.ts'
import { choose, openChat, say } from './page-system.ts'
import { heapOf, type Walk, walkTo } from './scrolling.ts'
import { seedHistory } from './seed-history.ts'

const COUNT = 50_000
/** So many are scrolled through from the end on; all of them take a minute or two. */
const WALKED = Number(process.env.PARLEY_WALKED ?? 5_000)
/** Elements of the whole page, and bytes that the walk may leave behind. */
const ELEMENTS_MAX = 8_000
const HEAP_GROWTH_MAX = 16 * 1024 * 1024
/** In per cent: on a desktop hardly any; here two other systems may be running on the same two cores. */
const SLOW_FRAMES_MAX = 25

describePages('a conversation of 50,000 messages', (pages) => {
  test('is scrolled through in both directions, jumped about in, and never all in the page or in memory', async () => {
    const [first, bob] = [await pages().person('ann'), await pages().person('bob')]
    await openChat(first, 'bob')
    await say(first, 'The very first')
    await openFrom(bob, 'Ann', 'The very first')
    await first.locator('.bubble .tick.read').waitFor()
    const ann = await seedHistory(first, pages().dynamodbUrl, COUNT)
    await openFrom(ann, 'Bob', `Message ${COUNT}`)
    const before = await heapOf(ann)

    const back = await walkTo(ann, COUNT - WALKED, -100_000)
    tell('back, as fast as it loads', back)
    const after = await heapOf(ann)
    console.log(`memory: ${mb(before)} MB before, ${mb(after)} MB after`)
    expect([back.seen >= WALKED, back.isWhole]).toEqual([true, true])
    expect(back.mostElements).toBeLessThan(ELEMENTS_MAX)
    expect(after - before).toBeLessThan(HEAP_GROWTH_MAX)

    await choose(bob, 'The very first', 'Reply')
    await say(bob, 'Do you remember?')
    await ann.getByRole('button', { name: 'To the newest message' }).click()
    await ann.getByLabel('Messages').getByText('Do you remember?').waitFor()
    await ann.getByLabel('Messages').getByRole('button', { name: 'The very first' }).click()
    await ann.locator('[data-seq="1"].lit').waitFor()
    const on = await walkTo(ann, 600, 120)
    tell('on from the beginning, as fast as a wheel turns', on)
    expect(on.isWhole).toBe(true)
    expect(on.slow).toBeLessThan(SLOW_FRAMES_MAX)

    await say(bob, 'And one more')
    await ann.getByRole('button', { name: 'To the newest message' }).click()
    await ann.getByLabel('Messages').getByText('And one more').waitFor()
    expect(await ann.locator('[data-seq]').last().getAttribute('data-seq')).toBe(String(COUNT + 2))
    expect(pages().complaints).toEqual([])
  }, 300_000)
})

async function openFrom(page: Page, title: string, text: string): Promise<void> {
  await page.getByRole('list', { name: 'Chats' }).getByText(title, { exact: true }).click()
  await page
    .getByLabel('Messages')
    .getByText(text, { exact: true })
    .or(page.getByLabel('Messages').getByText(`${text},`))
    .first()
    .waitFor()
}

function tell(what: string, { frames, slow, longest, seconds, seen, mostElements }: Walk): void {
  console.log(
    `${what}: ${seen} messages in ${seconds.toFixed(1)} s, ${frames} frames, ${slow.toFixed(1)} % over 50 ms, ` +
      `the longest ${Math.round(longest)} ms, at most ${mostElements} elements`,
  )
}

function mb(bytes: number): string {
  return (bytes / 1024 / 1024).toFixed(1)
}
