import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { stageScene } from '../../web/screenshots/scene.ts'
import { walk } from '../../web/screenshots/screens.ts'
import { misfits } from './accessible.ts'
import { describePages } from './describe-pages.ts'

const DESKTOP = { width: 1180, height: 780 }
const PHONE = { width: 390, height: 780 }
/** What is left of a screen of 1280 px for who reads at four times the size. */
const MAGNIFIED = { width: 320, height: 640 }
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
          if (viewport === PHONE) found.push(...(await narrowFaults(page, name)))
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
  const moving = await page.evaluate(() => document.getAnimations().length)
  if (moving > 0) light.push(`${moving} things move, for who asked for less of it`)
  return [...light.map((each) => `${screen}: ${each}`), ...dark.map((each) => `${screen}, dark: ${each}`)]
}

async function look(axe: AxeBuilder): Promise<string[]> {
  // There are no frames: the page itself is all there is to look at, and opening another for each look takes seconds.
  const { violations } = await axe.setLegacyMode().analyze()
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary}`),
  )
}

/** What does not fit for who reads magnified, or sets letters and words apart (WCAG 1.4.10 and 1.4.12). */
async function narrowFaults(page: Page, screen: string): Promise<string[]> {
  const spaced =
    'line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important'
  const found: string[] = []
  for (const [kind, size, rules] of [
    ['magnified', MAGNIFIED, ''],
    ['set apart', PHONE, `* { ${spaced} }`],
  ] as const) {
    await page.setViewportSize(size)
    await style(page, rules)
    found.push(...(await misfits(page)).map((fault) => `${screen}, ${kind}: ${fault}`))
  }
  await page.setViewportSize(PHONE)
  return found
}

/** Of what lies on a pattern or a gradient axe cannot tell the contrast: they are slight, and on grounds of their own. */
function undecorate(page: Page): Promise<void> {
  const plain = 'background-image: none !important'
  return style(page, `*, ::before, ::after { ${plain} } ::before, ::after { background: none !important }`)
}

/** As a reader's own style sheet would. */
function style(page: Page, rules: string): Promise<void> {
  return page.evaluate((rules) => {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(rules)
    document.adoptedStyleSheets = [sheet]
  }, rules)
}

/** Everybody's name in one of the colours that people are given by chance. */
async function writeAllIn(page: Page, ink: number): Promise<void> {
  const names = page.locator('[class*="ink-"]')
  await names.evaluateAll((all, ink) => {
    for (const { classList } of all)
      classList.replace([...classList].find((name) => name.startsWith('ink-'))!, `ink-${ink}`)
  }, ink)
}
