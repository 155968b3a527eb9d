import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { startRuntime } from '../../packages/local/src/index.ts'
import { synthesise, UNHURRIED } from '../fixtures/assembly.ts'
import { openBrowser } from './chromium.ts'

const ROOT = join(import.meta.dirname, '../..')
export const PASSWORD = 'a long enough password'

export type PageSystem = {
  readonly url: string
  readonly browser: Browser
  /** What pages have complained about in their consoles, beside lost connections. */
  readonly complaints: string[]
  /** A page of its own for somebody new, signed up and at home. */
  person(handle: string, name?: string, options?: BrowserContextOptions): Promise<Page>
  stop(): Promise<void>
}

/** The whole system with the page that is in the sources, and a browser. */
export async function startPageSystem(): Promise<PageSystem> {
  const folder = mkdtempSync(join(tmpdir(), 'parley-browser-'))
  const [assembly, root, web] = [join(folder, 'cdk.out'), join(folder, 'web'), await freePort()]
  const vite = join(ROOT, 'node_modules/vite/bin/vite.js')
  // As it is shipped: the tests' own NODE_ENV would make it a page for development.
  const env = { ...process.env, NODE_ENV: 'production' }
  const build = [vite, 'build', 'web', '--logLevel', 'error', '--outDir', root]
  execFileSync(process.execPath, build, { cwd: ROOT, env })
  await synthesise(assembly, { origins: `http://127.0.0.1:${web}`, ...UNHURRIED })
  const runtime = await startRuntime({
    assembly,
    dataDir: join(folder, 'data'),
    ports: { web },
    web: { root },
    log: { info: () => {}, warn: () => {}, error: () => {} },
  })
  const browser = await openBrowser()
  const url = runtime.endpoints.web!
  const complaints: string[] = []
  return {
    url,
    browser,
    complaints,
    async person(handle, name = capital(handle), options = {}) {
      const context = await browser.newContext(options)
      const page = await context.newPage()
      hear(page, complaints)
      await page.goto(url)
      await signUp(page, handle, name)
      return page
    },
    async stop() {
      await browser.close()
      await runtime.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Makes an account on the first page. */
export async function signUp(page: Page, handle: string, name: string): Promise<void> {
  await page.getByRole('button', { name: 'I am new here' }).click()
  await page.getByLabel('Handle').fill(handle)
  await page.getByLabel('Name').fill(name)
  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Create account' }).click()
  await page.getByRole('button', { name: 'Your account' }).waitFor()
}

/** Opens the conversation with somebody by their handle. */
export async function openChat(page: Page, handle: string): Promise<void> {
  await page.getByPlaceholder('@handle').fill(handle)
  await page.getByRole('button', { name: `Start a chat with @${handle}` }).click()
  await page.getByLabel('Message', { exact: true }).waitFor()
}

/** Writes a message and sends it. */
export async function say(page: Page, text: string): Promise<void> {
  await page.getByLabel('Message', { exact: true }).fill(text)
  await page.keyboard.press('Enter')
}

/** Chooses something from a message's menu. */
export async function choose(page: Page, text: string, item: string): Promise<void> {
  await page
    .locator('.bubble', { hasText: text })
    .first()
    .click({ button: 'right', position: { x: 8, y: 8 } })
  await page.getByRole('menuitem', { name: item, exact: true }).click()
}

function hear(page: Page, complaints: string[]): void {
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (line) => {
    if (line.type() === 'error' && !/ERR_INTERNET_DISCONNECTED|404/.test(line.text()))
      complaints.push(line.text())
  })
}

function capital(handle: string): string {
  return handle[0]!.toUpperCase() + handle.slice(1)
}

/** The page's origin is in the template, so its port is chosen before the system starts. */
async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  return port
}
