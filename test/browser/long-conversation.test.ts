import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { describePages } from './describe-pages.ts'
import { choose, openChat, say } from './page-system.ts'
import { type Work, workOf } from './page-work.ts'
import { heapOf, type Walk, walkTo } from './scrolling.ts'
import { seedHistory } from './seed-history.ts'

const COUNT = 50_000
/** So many are scrolled through from the end on; all of them take a few minutes. */
const WALKED = Number(process.env.PARLEY_WALKED ?? 10_000)

/** The budget, as the page's README states it. */
const ELEMENTS_MAX = 2_000
const HEAP_GROWTH_MAX = 8 * 1024 * 1024
const FRAME_MS = 1_000 / 60
const LONG_TASK_MS = 50
const LONG_TASKS_MAX = 0.01

describePages('a conversation of 50,000 messages', (pages) => {
  test('is scrolled through from both its ends, each frame in its time, and never all in the page or in memory', async () => {
    const [first, bob] = [await pages().person('ann'), await pages().person('bob')]
    await openChat(first, 'bob')
    await say(first, 'The very first')
    await openFrom(bob, 'Ann', 'The very first')
    await first.locator('.bubble .tick.read').waitFor()
    const ann = await seedHistory(first, pages().dynamodbUrl, COUNT)
    await openFrom(ann, 'Bob', `Message ${COUNT}`)
    const before = await heapOf(ann)

    const [back, work] = await workOf(ann, () => walkTo(ann, COUNT - WALKED, -100_000))
    tell('back, as fast as it loads', back, work)
    const after = await heapOf(ann)
    console.log(`memory: ${mb(before)} MB before, ${mb(after)} MB after`)
    expect([back.seen >= WALKED, back.isWhole]).toEqual([true, true])
    expect(back.mostElements).toBeLessThan(ELEMENTS_MAX)
    expect(after - before).toBeLessThan(HEAP_GROWTH_MAX)
    expect(longOf(back, work)).toBeLessThan(LONG_TASKS_MAX)

    await choose(bob, 'The very first', 'Reply')
    await say(bob, 'Do you remember?')
    await ann.getByRole('button', { name: 'To the newest message' }).click()
    await ann.getByLabel('Messages').getByText('Do you remember?').waitFor()
    await ann.getByLabel('Messages').getByRole('button', { name: 'The very first' }).click()
    await ann.locator('[data-seq="1"].lit').waitFor()
    const [on, workOn] = await workOf(ann, () => walkTo(ann, 1_000, 120))
    tell('on from the first, as fast as a wheel turns', on, workOn)
    expect([on.seen >= 1_000, on.isWhole]).toEqual([true, true])
    expect(on.mostElements).toBeLessThan(ELEMENTS_MAX)
    expect(workOn.total / on.frames).toBeLessThan(FRAME_MS)
    expect(longOf(on, workOn)).toBeLessThan(LONG_TASKS_MAX)

    await say(bob, 'And one more')
    await ann.getByRole('button', { name: 'To the newest message' }).click()
    await ann.getByLabel('Messages').getByText('And one more').waitFor()
    expect(await ann.locator('[data-seq]').last().getAttribute('data-seq')).toBe(String(COUNT + 2))
    expect(pages().complaints).toEqual([])
  }, 600_000)
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

/** The share of frames for which the page worked too long at a stretch. */
function longOf({ frames }: Walk, { tasks }: Work): number {
  return tasks.filter((ms) => ms > LONG_TASK_MS).length / frames
}

function tell(what: string, walk: Walk, work: Work): void {
  const { frames, slow, longest, seconds, seen, mostElements } = walk
  console.log(
    `${what}: ${seen} messages in ${seconds.toFixed(1)} s and ${frames} frames, at most ${mostElements} elements; ` +
      `work ${(work.total / frames).toFixed(1)} ms a frame, at most ${work.tasks[0]!.toFixed(0)} ms at a stretch; ` +
      `with what else ran here ${slow.toFixed(1)} % of the frames took over 50 ms, the longest ${Math.round(longest)} ms`,
  )
}

function mb(bytes: number): string {
  return (bytes / 1024 / 1024).toFixed(1)
}
