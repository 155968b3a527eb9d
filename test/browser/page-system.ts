import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { startRuntime } from '../../packages/local/src/index.ts'
import { quietPort } from '../fixtures/quiet-port.ts'
import { type Needs, openBrowser } from './chromium.ts'
import type { PageBuild } from './global-setup.ts'

export const PASSWORD = 'a long enough password'

/** How a complaint begins that is about the content security policy: none is ever to be expected. */
export const AGAINST_POLICY = 'Against the content security policy:'

export type PageSystem = {
  readonly url: string
  /** Where the tables are, for who fills them faster than people write. */
  readonly dynamodbUrl: string
  readonly browser: Browser
  /** What pages have complained about in their consoles, beside lost connections. */
  readonly complaints: string[]
  /** A page of its own for somebody new, signed up and at home. */
  person(handle: string, name?: string, options?: BrowserContextOptions): Promise<Page>
  /** Ends the backend and the page's server, sockets and all, until the returned function starts them on the same data. */
  takeDown(): Promise<() => Promise<void>>
  stop(): Promise<void>
}

/** The whole system with a page that was built, served on a port it was built for, and a browser. */
export async function startPageSystem(
  { assembly, root }: PageBuild,
  port: number,
  needs?: Needs,
): Promise<PageSystem> {
  const dataDir = mkdtempSync(join(tmpdir(), 'parley-browser-'))
  const ports = { web: port, http: await quietPort(), socket: await quietPort(), s3: await quietPort() }
  const start = () =>
    startRuntime({
      assembly,
      dataDir,
      ports,
      web: { root },
      // A second of each function would be started for nothing: pages do little at once.
      maximumEnvironments: 1,
      log: { info: () => {}, warn: () => {}, error: () => {} },
    })
  let runtime = await start()
  const browser = await openBrowser(needs)
  const url = runtime.endpoints.web!
  const complaints: string[] = []
  return {
    url,
    dynamodbUrl: runtime.endpoints.dynamodb!,
    browser,
    complaints,
    async person(handle, name = capital(handle), options = {}) {
      const context = await browser.newContext({ reducedMotion: 'reduce', ...options })
      await watchPolicy(context, complaints)
      const page = await context.newPage()
      hear(page, complaints)
      await page.goto(url)
      await signUp(page, handle, name)
      return page
    },
    async takeDown() {
      await runtime.stop()
      return async () => {
        runtime = await start()
      }
    },
    async stop() {
      await browser.close()
      await runtime.stop()
      rmSync(dataDir, { recursive: true, force: true })
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

/** Signs in to an account there is, on the first page. */
export async function signIn(page: Page, handle: string, password: string): Promise<void> {
  await page.getByLabel('Handle').fill(handle)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('button', { name: 'Your account' }).waitFor()
}

/** Opens a conversation from the list. */
export async function openRow(page: Page, title: string): Promise<void> {
  await page.getByRole('list', { name: 'Chats' }).locator('strong', { hasText: title }).click()
  await page.getByLabel('Messages').waitFor()
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

/** Every page of a context tells its console of a directive that it breaks, whatever else is heard of it. */
async function watchPolicy(context: BrowserContext, complaints: string[]): Promise<void> {
  await context.addInitScript(
    (words) =>
      addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) =>
        console.error(`${words} ${effectiveDirective} ${blockedURI}`),
      ),
    AGAINST_POLICY,
  )
  context.on('console', (line) => line.text().startsWith(AGAINST_POLICY) && complaints.push(line.text()))
}

function hear(page: Page, complaints: string[]): void {
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (line) => {
    if (line.type() === 'error' && !/ERR_INTERNET_DISCONNECTED|ERR_CONNECTION_REFUSED|404/.test(line.text()))
      complaints.push(line.text())
  })
}

function capital(handle: string): string {
  return handle[0]!.toUpperCase() + handle.slice(1)
}
