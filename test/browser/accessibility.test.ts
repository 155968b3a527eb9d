import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { stageScene } from '../../web/screenshots/scene.ts'
import { walk } from '../../web/screenshots/screens.ts'
import { describePages } from './describe-pages.ts'

const DESKTOP = { width: 1180, height: 780 }
const PHONE = { width: 390, height: 780 }
/** How many colours there are for people's names. */
const INKS = 10

describePages(
  'every screen, as axe sees it',
  (pages) => {
    test('is without fault, on a desktop and on a phone, light and dark', async () => {
      const found: string[] = []
      const context = await pages().browser.newContext({ reducedMotion: 'reduce' })
      const stranger = await context.newPage()
      await stranger.goto(pages().url)
      await stranger.getByLabel('Handle').waitFor()
      found.push(...(await faults(stranger, 'sign-in')))
      await stranger.getByRole('button', { name: 'I am new here' }).click()
      found.push(...(await faults(stranger, 'sign-up')))
      await context.close()

      const page = await stageScene(pages())
      for (const viewport of [DESKTOP, PHONE]) {
        await page.setViewportSize(viewport)
        await page.goto(`${pages().url}/#`)
        await page.getByRole('list', { name: 'Chats' }).waitFor()
        await walk(page, async (name) => {
          found.push(...(await faults(page, `${name}, ${viewport.width} px wide`)))
          if (name !== 'conversation' || viewport !== DESKTOP) return
          for (let ink = 0; ink < INKS; ink++) {
            await writeAllIn(page, ink)
            found.push(...(await faults(page, `ink ${ink}`, COLOURS)))
          }
        })
      }
      expect(found).toEqual([])
    }, 300_000)
  },
  { permissions: true },
)

/** What depends on colours, the only thing that light and dark differ in. */
const COLOURS = ['color-contrast', 'link-in-text-block']

/** What any rule finds in the light, those of best practice and of WCAG 2.2 included, and what is found in the dark. */
async function faults(page: Page, screen: string, rules?: string[]): Promise<string[]> {
  await undecorate(page)
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
  const all = new AxeBuilder({ page }).options({ rules: { 'target-size': { enabled: true } } })
  const light = await look(rules ? new AxeBuilder({ page }).withRules(rules) : all)
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' })
  const dark = await look(new AxeBuilder({ page }).withRules(COLOURS))
  return [...light.map((each) => `${screen}: ${each}`), ...dark.map((each) => `${screen}, dark: ${each}`)]
}

async function look(axe: AxeBuilder): Promise<string[]> {
  // There are no frames: the page itself is all there is to look at, and opening another for each look takes seconds.
  const { violations } = await axe.setLegacyMode().analyze()
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary}`),
  )
}

/** Of what lies on a pattern or a gradient axe cannot tell the contrast: they are slight, and on grounds of their own. */
async function undecorate(page: Page): Promise<void> {
  await page.evaluate(() => {
    const sheet = new CSSStyleSheet()
    const plain = 'background-image: none !important'
    sheet.replaceSync(`*, ::before, ::after { ${plain} } ::before, ::after { background: none !important }`)
    document.adoptedStyleSheets = [sheet]
  })
}

/** Everybody's name in one of the colours that people are given by chance. */
async function writeAllIn(page: Page, ink: number): Promise<void> {
  const names = page.locator('[class*="ink-"]')
  await names.evaluateAll((all, ink) => {
    for (const { classList } of all)
      classList.replace([...classList].find((name) => name.startsWith('ink-'))!, `ink-${ink}`)
  }, ink)
}
