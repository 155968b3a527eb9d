import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { stageScene } from '../../web/screenshots/scene.ts'
import { walk } from '../../web/screenshots/screens.ts'
import { describePages } from './describe-pages.ts'

const DESKTOP = { width: 1180, height: 780 }
const PHONE = { width: 390, height: 780 }

describePages(
  'every screen, as axe sees it',
  (pages) => {
    test('is without fault, light on a desktop and dark on a phone', async () => {
      const found: string[] = []
      const context = await pages().browser.newContext({ reducedMotion: 'reduce' })
      const stranger = await context.newPage()
      await stranger.goto(pages().url)
      await stranger.getByLabel('Handle').waitFor()
      found.push(...(await faults(stranger, 'sign-in')))
      await stranger.getByRole('button', { name: 'I am new here' }).click()
      await stranger.emulateMedia({ colorScheme: 'dark' })
      found.push(...(await faults(stranger, 'sign-up')))
      await context.close()

      const page = await stageScene(pages())
      for (const [viewport, colorScheme] of [[DESKTOP, 'light'] as const, [PHONE, 'dark'] as const]) {
        await page.setViewportSize(viewport)
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
        await page.goto(`${pages().url}/#`)
        await page.getByRole('list', { name: 'Chats' }).waitFor()
        await walk(page, async (name) => {
          found.push(...(await faults(page, `${name}, ${colorScheme}`)))
        })
      }
      expect(found).toEqual([])
    }, 300_000)
  },
  { permissions: true },
)

/** What any rule finds, those of best practice and of WCAG 2.2 included. */
async function faults(page: Page, screen: string): Promise<string[]> {
  const axe = new AxeBuilder({ page }).options({ rules: { 'target-size': { enabled: true } } })
  // There are no frames: the page itself is all there is to look at, and opening another for each look takes seconds.
  const { violations } = await axe.setLegacyMode().analyze()
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html }) => `${screen}: ${id}: ${html.slice(0, 200)}`),
  )
}
