/** `node web/screenshots/take.ts [folder]`: pictures of the page for the documents, on a desktop and a phone, light and dark. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { buildPage } from '../../test/browser/global-setup.ts'
import { openRow, startPageSystem } from '../../test/browser/page-system.ts'
import { stageScene } from './scene.ts'

const DESKTOP = { width: 1180, height: 780 }
const PHONE = { width: 390, height: 780 }
const to = process.argv[2] ?? join(import.meta.dirname, '../../docs/screenshots')

mkdirSync(to, { recursive: true })
const folder = mkdtempSync(join(tmpdir(), 'parley-screenshots-'))
const build = await buildPage(folder, 1)
const system = await startPageSystem(build, build.ports[0]!)
try {
  const page = await stageScene(system)
  for (const theme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
    await walk(page, theme)
  }
  const stranger = await system.browser.newPage({ viewport: DESKTOP })
  await stranger.goto(system.url)
  await stranger.getByRole('button', { name: 'I am new here' }).click()
  await stranger.screenshot({ path: join(to, 'sign-in.png') })
  const second = await page.context().newPage()
  await second.goto(system.url)
  await second.getByText('open in another tab').waitFor()
  await second.screenshot({ path: join(to, 'another-tab.png') })
  for (const complaint of system.complaints) console.error(complaint)
} finally {
  await system.stop()
  rmSync(folder, { recursive: true, force: true })
}

async function walk(page: Page, theme: string): Promise<void> {
  const take = async (name: string) => {
    await page.waitForTimeout(400)
    await page.screenshot({ path: join(to, `${name}-${theme}.png`) })
  }
  await page.setViewportSize(DESKTOP)
  await openRow(page, 'Bob Okafor')
  await take('desktop')
  await page
    .locator('.bubble', { hasText: 'cherries' })
    .click({ button: 'right', position: { x: 40, y: 12 } })
  await take('menu')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Emoji', exact: true }).click()
  await page.locator('.emoji-picker').waitFor()
  await take('emoji')
  await page.getByRole('button', { name: 'Emoji', exact: true }).click()
  await openRow(page, 'Book club')
  await take('group')
  await page.getByRole('button', { name: 'Details' }).click()
  await take('group-info')
  await page.keyboard.press('Escape')
  await openRow(page, 'Maximiliana')
  await take('long-name')
  await page.getByRole('button', { name: 'Your account' }).click()
  await take('settings')
  await page.getByRole('button', { name: 'Privacy' }).click()
  await take('privacy')
  await page.getByRole('button', { name: 'Back', exact: true }).click()
  await page.getByRole('button', { name: 'Back', exact: true }).click()
  await openRow(page, 'Bob Okafor')
  await page.locator('.picture').first().click()
  await take('lightbox')
  await page.keyboard.press('Escape')
  await page.setViewportSize(PHONE)
  await take('phone-conversation')
  await page.locator('.thread').getByRole('button', { name: 'Back to chats' }).click()
  await take('phone-list')
}
