import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { describePages } from './describe-pages.ts'
import { choose, openChat, say } from './page-system.ts'

const RUN = 'window.owned=1'
const TAG = `<img src=x onerror="${RUN}">`
const ZALGO = `Z${'\u0301\u0316'.repeat(45)}`
const NAME = `${TAG}<b>\u202Eevil`
const TITLE = `"><svg onload=${RUN}>{{${RUN}}}\u202Egpj.exe`
const MESSAGES = [
  TAG,
  `<script>${RUN}</script>`,
  `"><svg/onload=${RUN}>`,
  `{{constructor.constructor("${RUN}")()}} \${${RUN}} <%= ${RUN} %>`,
  `javascript:${RUN} data:text/html,<script>${RUN}</script>`,
  `[link](javascript:${RUN}) https://example.com/"onmouseover="${RUN}`,
  '\u202Etxt.exe\u2066\u202E https://example.com/\u202Emoc',
  '\u200B\u200D\uFEFF\u00AD',
  `Z${'\u0301'.repeat(10_000)}`,
  'W'.repeat(5_000),
  `last of all ${TAG}`,
]

const STILL = { reducedMotion: 'reduce' as const }

describePages('what people write to do harm', (pages) => {
  test('becomes neither markup nor a script, should the page itself ever try: the browser refuses that', async () => {
    const page = await (await pages().browser.newContext()).newPage()
    await page.goto(pages().url)
    await page.getByLabel('Handle').waitFor()
    const refused = await page.evaluate(() => {
      const tries = [
        () => Object.assign(document.body, { innerHTML: '<b>bold</b>' }),
        () => Object.assign(document.createElement('script'), { src: 'assets/other.js' }),
        () => navigator.serviceWorker.register('other.js'),
        () => window.trustedTypes?.createPolicy('another', { createScriptURL: (url) => url }),
      ]
      const outcomes = tries.map(async (attempt) => {
        try {
          await attempt()
          return 'done'
        } catch (error) {
          return (error as Error).name
        }
      })
      return Promise.all(outcomes)
    })
    expect(refused).toEqual(['TypeError', 'TypeError', 'TypeError', 'TypeError'])
  })

  test('is text on every screen: it makes no element, runs no script and stays in its box', async () => {
    const mallory = await pages().person('mallory', NAME, STILL)
    const ann = await pages().person('ann', ZALGO, STILL)
    await tellAbout(mallory)
    await openChat(mallory, 'ann')
    for (const text of MESSAGES) await say(mallory, text)
    const file = { name: `${TAG}\u202Efdp.exe`, mimeType: 'text/plain', buffer: Buffer.from('harmless') }
    await mallory.getByLabel('Files', { exact: true }).setInputFiles(file)
    await mallory.getByRole('dialog').getByRole('button', { name: 'Send', exact: true }).click()
    await mallory.locator('.bubble .document').waitFor()
    await isHarmless(mallory)

    await ann.getByRole('list', { name: 'Chats' }).locator('strong', { hasText: 'evil' }).click()
    await ann.locator('.bubble', { hasText: 'last of all' }).waitFor()
    await ann.locator('.bubble .document').waitFor()
    await isHarmless(ann)
    await choose(ann, 'last of all', 'Reply')
    await isHarmless(ann)
    await say(ann, TAG)
    await choose(ann, 'last of all', 'React with 👍')
    await choose(ann, 'last of all', 'Forward')
    await ann.getByRole('dialog').waitFor()
    await isHarmless(ann)
    await ann.keyboard.press('Escape')
    await ann.getByRole('button', { name: 'Details' }).click()
    await ann.locator('.side-panel').waitFor()
    await isHarmless(ann)
    await ann.getByRole('button', { name: 'Close' }).click()

    await makeGroup(mallory)
    const row = ann.getByRole('list', { name: 'Chats' }).locator('strong', { hasText: 'svg' })
    await row.click({ button: 'right' })
    await ann.getByRole('menu').waitFor()
    await isHarmless(ann)
    await ann.keyboard.press('Escape')
    await row.click()
    await ann.getByLabel('Messages').getByText('created the group').waitFor()
    await ann.getByRole('button', { name: 'Details' }).click()
    await ann.locator('.side-panel').waitFor()
    await isHarmless(ann)
    await ann.getByPlaceholder('@handle').fill(TAG)
    await ann.getByRole('heading', { name: 'Chats', level: 2 }).waitFor()
    await isHarmless(ann)

    await ann.setViewportSize({ width: 390, height: 780 })
    await isHarmless(ann)
    await ann.emulateMedia({ forcedColors: 'active' })
    await isHarmless(ann)
    expect(pages().complaints).toEqual([])
  }, 180_000)
})

async function tellAbout(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Your account' }).click()
  await page.getByRole('button', { name: 'Profile' }).click()
  await page.getByLabel('About').fill(`${TAG} ${ZALGO}`)
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Saved').waitFor()
  for (let left = 2; left > 0; left--) await page.getByRole('button', { name: 'Back', exact: true }).click()
}

async function makeGroup(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'New group' }).click()
  await page.getByLabel('Group name').fill(TITLE)
  await page.getByRole('checkbox', { name: 'Z' }).check()
  await page.getByRole('button', { name: 'Create' }).click()
  await page.getByLabel('Messages').getByText('You created the group').waitFor()
}

/** Nothing was made of what was written, nothing ran, and nothing sticks out of the page or of its own place. */
async function isHarmless(page: Page): Promise<void> {
  const found = await page.evaluate(() => {
    const made = '#page :is(script, iframe, object, embed, b, svg[onload], img[onerror], img[src="x"])'
    const places =
      '.side, .main, .rows, .row, .history, .bubble > *, .side-panel-body, .dialog-body, .panel-body, .menu, .bar'
    const wide = [...document.querySelectorAll<HTMLElement>(places)]
      .filter((one) => one.checkVisibility() && one.scrollWidth > one.clientWidth + 1)
      .map((one) => `${one.className} is ${one.scrollWidth} wide in ${one.clientWidth}`)
    return {
      ran: 'owned' in window,
      made: [...document.querySelectorAll(made)].map((one) => one.outerHTML),
      followed: [...document.querySelectorAll<HTMLAnchorElement>('a[href]')]
        .map((one) => one.href)
        .filter((url) => !/^(https?|blob):/.test(url)),
      tall: [...document.querySelectorAll<HTMLElement>('.row, .bar')].filter((one) => one.offsetHeight > 120)
        .length,
      wide,
      page: document.documentElement.scrollWidth - innerWidth,
    }
  })
  expect(found).toEqual({ ran: false, made: [], followed: [], tall: 0, wide: [], page: 0 })
}
