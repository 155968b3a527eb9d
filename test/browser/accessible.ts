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
  expect(await misfits(page)).toEqual([])
}

/** What of the page is beside the screen, or too small for a finger. */
export function misfits(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const seen = [...document.querySelectorAll<HTMLElement>('button, a[href], input')].filter((one) =>
      one.checkVisibility({ opacityProperty: true, visibilityProperty: true }),
    )
    const box = (one: HTMLElement) => one.getBoundingClientRect()
    const say = (fault: string) => (one: HTMLElement) =>
      `${fault}: ${one.getAttribute('aria-label') ?? one.textContent}`
    const tooWide = document.documentElement.scrollWidth - innerWidth
    return [
      ...(tooWide > 0 ? [`the page is ${tooWide} px too wide`] : []),
      ...seen.filter((one) => box(one).right > innerWidth + 1 || box(one).left < -1).map(say('beside')),
      ...seen
        .filter((one) => one.matches('.icon-button, .row, .action, .primary, .me, .who'))
        .filter((one) => box(one).height < 40)
        .map(say('small')),
    ]
  })
}
