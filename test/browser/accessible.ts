import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'

/** Everybody can use what is on the page now, as far as axe can tell. */
export async function passes(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join('\n')}`)).toEqual([])
}

/** Nothing of the page is beside the screen, and fingers meet what they can press. */
export async function fits(page: Page): Promise<void> {
  expect([...(await misfits(page)), ...(await smallTargets(page))]).toEqual([])
}

/** What of the page is beside the screen. */
export function misfits(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    // What follows the size of the page does so before the next frame.
    await new Promise(requestAnimationFrame)
    const tooWide = document.documentElement.scrollWidth - innerWidth
    const beside = [...document.querySelectorAll('button, a[href], input')].filter((one) => {
      const { left, right } = one.getBoundingClientRect()
      const isSeen = one.checkVisibility({ opacityProperty: true, visibilityProperty: true })
      return isSeen && (right > innerWidth + 1 || left < -1)
    })
    return [
      ...(tooWide > 0 ? [`the page is ${tooWide} px too wide`] : []),
      ...beside.map((one) => `beside the screen: ${one.getAttribute('aria-label') ?? one.textContent}`),
    ]
  })
}

/** What is too small for a finger. */
function smallTargets(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll('.icon-button, .row, .action, .primary, .me, .who')]
      .filter((one) => one.checkVisibility({ opacityProperty: true, visibilityProperty: true }))
      .filter((one) => one.getBoundingClientRect().height < 40)
      .map((one) => `too small: ${one.getAttribute('aria-label') ?? one.textContent}`),
  )
}
