import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, expect, test } from 'vitest'
import { buildPage } from '../../lib/page-build.ts'
import { eventually } from '../fixtures/eventually.ts'
import { describePages } from './describe-pages.ts'

const folder = mkdtempSync(join(tmpdir(), 'parley-newer-'))
const root = join(folder, 'web')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describePages(
  'a newer page',
  (pages) => {
    test('waits beside the one that is open, which stays whole, until one takes it or has closed that', async () => {
      const ann = await pages().person('ann')
      await ann.evaluate(() => navigator.serviceWorker.ready)
      buildPage(root, '--assetsDir', 'newer')
      for (let reloads = 0; reloads < 3; reloads++) {
        await ann.reload()
        await isAtHome(ann)
        expect(await partsOf(ann)).toBe('assets')
        await ann.getByText('Parley has been updated').waitFor()
      }
      await ann.getByRole('button', { name: 'Reload' }).click()
      await eventually(async () => expect(await partsOf(ann)).toBe('newer'))
      await isAtHome(ann)

      buildPage(root, '--assetsDir', 'newest')
      await ann.reload()
      await ann.getByText('Parley has been updated').waitFor()
      const context = ann.context()
      await ann.close()
      await eventually(async () => {
        const next = await context.newPage()
        await next.goto(pages().url)
        await isAtHome(next)
        const parts = await partsOf(next)
        await next.close()
        expect(parts).toBe('newest')
      })
      await context.close()
    }, 180_000)
  },
  {
    own(build) {
      cpSync(build.root, root, { recursive: true })
      return { ...build, root }
    },
  },
)

async function isAtHome(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Your account' }).waitFor()
}

/** The folder that the page's code has come from. */
function partsOf(page: Page): Promise<string | undefined> {
  return page.evaluate(
    () =>
      document
        .querySelector('script[src]')
        ?.getAttribute('src')
        ?.match(/(\w+)\/[^/]*$/)?.[1],
  )
}
