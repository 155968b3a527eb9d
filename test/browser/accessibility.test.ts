import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { stageScene } from '../../web/screenshots/scene.ts'
import { walk } from '../../web/screenshots/screens.ts'
import { HUES } from '../../web/src/ui/hue.ts'
import { misfits } from './accessible.ts'
import { describePages } from './describe-pages.ts'

type Scheme = 'light' | 'dark'

const DESKTOP = { width: 1180, height: 780 }
const PHONE = { width: 390, height: 780 }
/** What is left of a screen of 1280 px for who reads at four times the size (WCAG 1.4.10). */
const MAGNIFIED = { width: 320, height: 640 }
/** How who reads with difficulty may set letters and lines apart (WCAG 1.4.12). */
const SPACED =
  '* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }'
/** What depends on colours, the only thing that light and dark differ in. */
const COLOURS = ['color-contrast', 'link-in-text-block']

describePages(
  'every screen',
  (pages) => {
    test('is without fault, as axe sees it, on a desktop and on a phone, light and dark, magnified and spaced', async () => {
      const found: string[] = []
      const context = await pages().browser.newContext()
      const stranger = await context.newPage()
      await stranger.goto(pages().url)
      await stranger.getByLabel('Handle').waitFor()
      found.push(...(await faults(stranger, 'sign-in', 'light')))
      await stranger.getByRole('button', { name: 'I am new here' }).click()
      found.push(...(await faults(stranger, 'sign-up', 'dark')))
      await context.close()

      const page = await stageScene(pages())
      for (const viewport of [DESKTOP, PHONE]) {
        await page.setViewportSize(viewport)
        await page.goto(`${pages().url}/#`)
        await page.getByRole('list', { name: 'Chats' }).waitFor()
        const [scheme, other]: Scheme[] = viewport === DESKTOP ? ['light', 'dark'] : ['dark', 'light']
        await walk(page, async (name) => {
          const screen = `${name}, ${viewport.width} px wide`
          found.push(...(await faults(page, screen, scheme!)), ...(await colourFaults(page, screen, other!)))
          if (viewport === PHONE) found.push(...(await narrowFaults(page, name)))
          else if (name === 'conversation') found.push(...(await inkFaults(page)))
        })
      }
      expect(found).toEqual([])
    }, 300_000)
  },
  { permissions: true },
)

/** What any rule finds, those of best practice and of WCAG 2.2 included; and what moves for who asked for less of it. */
async function faults(page: Page, screen: string, scheme: Scheme): Promise<string[]> {
  const axe = new AxeBuilder({ page }).options({ rules: { 'target-size': { enabled: true } } })
  const found = await look(page, scheme, axe)
  const moving = await page.evaluate(() => document.getAnimations().length)
  if (moving > 0) found.push(`${moving} things move`)
  return found.map((fault) => `${screen}, ${scheme}: ${fault}`)
}

async function colourFaults(page: Page, screen: string, scheme: Scheme, within = 'body'): Promise<string[]> {
  const found = await look(page, scheme, new AxeBuilder({ page }).include(within).withRules(COLOURS))
  return found.map((fault) => `${screen}, ${scheme}: ${fault}`)
}

async function look(page: Page, colorScheme: Scheme, axe: AxeBuilder): Promise<string[]> {
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
  // Of what lies on a pattern or a gradient axe cannot tell the contrast: they are slight, and on grounds of their own.
  const plain = 'background-image: none !important'
  await restyle(page, `*, ::before, ::after { ${plain} } ::before, ::after { background: none !important }`)
  // There are no frames: the page itself is all there is to look at, and opening another for each look takes seconds.
  const { violations } = await axe.setLegacyMode().analyze()
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary}`),
  )
}

/** What cannot be read in one of the colours that people are given by chance. */
async function inkFaults(page: Page): Promise<string[]> {
  const found: string[] = []
  for (let ink = 0; ink < HUES; ink++) {
    await page.locator('[class*="ink-"]').evaluateAll((names, ink) => {
      for (const { classList } of names) {
        classList.replace([...classList].find((name) => name.startsWith('ink-'))!, `ink-${ink}`)
      }
    }, ink)
    for (const scheme of ['light', 'dark'] as const)
      found.push(...(await colourFaults(page, `ink ${ink}`, scheme, '.history')))
  }
  return found
}

/** What does not fit into less room than there is on a phone, or with wider words. */
async function narrowFaults(page: Page, screen: string): Promise<string[]> {
  const found: string[] = []
  for (const [how, size, rules] of [
    ['magnified', MAGNIFIED, ''],
    ['spaced', PHONE, SPACED],
  ] as const) {
    await page.setViewportSize(size)
    await restyle(page, rules)
    found.push(...(await misfits(page)).map((fault) => `${screen}, ${how}: ${fault}`))
  }
  await page.setViewportSize(PHONE)
  return found
}

/** As a reader's own style sheet would. */
function restyle(page: Page, rules: string): Promise<void> {
  return page.evaluate((rules) => {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(rules)
    document.adoptedStyleSheets = [sheet]
  }, rules)
}
