/** `node web/screenshots/take.ts [folder]`: pictures of the page for the documents, on a desktop and a phone, light and dark. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import sharp from 'sharp'
import { buildSystem } from '../../test/browser/global-setup.ts'
import { startPageSystem } from '../../test/browser/page-system.ts'
import { stageScene } from './scene.ts'
import { walk } from './screens.ts'

type Theme = 'light' | 'dark'

const DESKTOP = { width: 1180, height: 780 }
const PHONE = { width: 390, height: 780 }
/** Which screens are taken, where and how. */
const PICTURES: readonly [device: 'desktop' | 'phone', theme: Theme, screens: readonly string[]][] = [
  ['desktop', 'light', ['conversation', 'group-info', 'menu', 'settings']],
  ['desktop', 'dark', ['conversation', 'group-info', 'emoji']],
  ['phone', 'light', ['chats', 'conversation']],
  ['phone', 'dark', ['chats', 'conversation']],
]
const to = process.argv[2] ?? join(import.meta.dirname, '../../docs/screenshots')

mkdirSync(to, { recursive: true })
const folder = mkdtempSync(join(tmpdir(), 'parley-screenshots-'))
const build = await buildSystem(folder, 1)
const system = await startPageSystem(build, build.ports[0]!)
try {
  const stranger = await system.browser.newPage({ viewport: DESKTOP })
  await stranger.goto(system.url)
  await stranger.getByRole('button', { name: 'I am new here' }).click()
  await take(stranger, 'sign-up')
  const page = await stageScene(system)
  for (const [device, theme, screens] of PICTURES) {
    await page.setViewportSize(device === 'phone' ? PHONE : DESKTOP)
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
    await page.goto(`${system.url}/#`)
    await walk(
      page,
      (name) => take(page, `${device}-${name}-${theme}`),
      (name) => screens.includes(name),
    )
  }
  for (const complaint of system.complaints) console.error(complaint)
} finally {
  await system.stop()
  rmSync(folder, { recursive: true, force: true })
}

/** A palette is enough for what is flat, at half the size. */
async function take(page: Page, name: string): Promise<void> {
  await page.mouse.move(0, 0)
  await page.waitForTimeout(400)
  const picture = sharp(await page.screenshot())
  await picture.png({ palette: true, compressionLevel: 9, effort: 10 }).toFile(join(to, `${name}.png`))
}
