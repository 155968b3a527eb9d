import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Runtime, startRuntime } from '../../packages/local/src/index.ts'
import { synthesise } from '../fixtures/assembly.ts'
import { CHROMIUM, openBrowser } from './chromium.ts'

const PASSWORD = 'a long enough password'
const why = CHROMIUM ? '' : ' (skipped: no Chromium here; PARLEY_CHROMIUM names one)'

describe.skipIf(!CHROMIUM)(`two windows of the page${why}`, () => {
  let folder: string
  let runtime: Runtime
  let browser: Browser

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'parley-browser-'))
    const [assembly, root, web] = [join(folder, 'cdk.out'), join(folder, 'web'), await freePort()]
    await synthesise(assembly, { origins: `http://127.0.0.1:${web}` })
    execFileSync(process.execPath, [join(import.meta.dirname, '../../web/build.ts'), root])
    runtime = await startRuntime({
      assembly,
      dataDir: join(folder, 'data'),
      ports: { web },
      web: { root },
      log: { info: () => {}, warn: () => {}, error: () => {} },
    })
    browser = await openBrowser()
  })

  afterAll(async () => {
    await browser?.close()
    await runtime?.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  test('talk, see what is delivered and read, and show markup as text', async () => {
    const complaints: string[] = []
    const [ann, bob] = [await person('ann', complaints), await person('bob', complaints)]
    await ann.getByPlaceholder('@handle').fill('bob')
    await ann.getByRole('button', { name: 'Start chat' }).click()
    await say(ann, 'Hello Bob!')
    await say(ann, '<img src=x onerror="document.title=`owned`">')
    await bob.getByRole('list', { name: 'Chats' }).getByText('Ann').click()
    await bob.getByText('Hello Bob!').waitFor()
    await bob.getByText('<img src=x onerror').last().waitFor()
    await say(bob, 'שלום 👋')
    await ann.getByLabel('Messages').getByText('שלום 👋').waitFor()
    await ann.locator('.bubble.mine .tick.read').nth(1).waitFor()
    expect(await bob.title()).not.toBe('owned')
    expect(await bob.locator('.bubble img').count()).toBe(0)
    expect(complaints).toEqual([])
  })

  async function person(handle: string, complaints: string[]): Promise<Page> {
    const context = await browser.newContext()
    const page = await context.newPage()
    page.on('pageerror', (error) => complaints.push(error.message))
    page.on('console', (line) => line.type() === 'error' && complaints.push(line.text()))
    await page.goto(runtime.endpoints.web!)
    await page.getByRole('button', { name: 'I am new here' }).click()
    await page.getByLabel('Handle').fill(handle)
    await page.getByLabel('Name').fill(handle[0]!.toUpperCase() + handle.slice(1))
    await page.getByLabel('Password').fill(PASSWORD)
    await page.getByRole('button', { name: 'Create account' }).click()
    await page.getByText(`@${handle}`).waitFor()
    return page
  }
})

async function say(page: Page, text: string): Promise<void> {
  await page.getByLabel('Message', { exact: true }).fill(text)
  await page.keyboard.press('Enter')
}

/** The page's origin is in the template, so its port is chosen before the system starts. */
async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  return port
}
