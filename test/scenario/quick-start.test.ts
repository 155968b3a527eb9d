import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, expect, test, vi } from 'vitest'
import { useSystem } from './target.ts'

const system = useSystem()
const [, chapter = ''] = readFileSync('README.md', 'utf8').split('\n## Use the SDK\n')
const [, code = ''] = /^```ts\n([\s\S]*?)^```$/m.exec(chapter) ?? []

/** Inside the checkout, where the SDK is found as in an app of this workspace. */
mkdirSync('.parley', { recursive: true })
const folder = mkdtempSync('.parley/quick-start-')
let running: ChildProcess | undefined
afterAll(() => {
  running?.kill()
  rmSync(folder, { recursive: true })
})

test('the quick start has less than 20 lines', () => {
  expect(code.trim().split('\n').length).toBeGreaterThan(5)
  expect(code.trim().split('\n').length).toBeLessThan(20)
})

test('the quick start runs as it is written: a message is sent, kept, and answered', async () => {
  writeFileSync(join(folder, 'quick-start.ts'), code)
  writeFileSync(join(folder, 'elsewhere.mjs'), elsewhere(system()))
  const args = ['--import', resolve(folder, 'elsewhere.mjs'), 'quick-start.ts']
  const child = spawn(process.execPath, args, { cwd: folder })
  running = child
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece) => (said += piece))
  await vi.waitFor(() => expect(said.trim().split('\n').sort()).toEqual(EXPECTED), { timeout: 120_000 })
})

const EXPECTED = ['dora 1 Hello!', 'dora 2 You said: Hello!', 'durable at position 1']

/** The system of this test is on other ports than `npm start`'s: what goes there comes here. */
function elsewhere({ httpUrl, socketUrl }: ReturnType<typeof system>): string {
  return `
const to = (url) => String(url)
  .replace('http://localhost:4001', ${JSON.stringify(httpUrl)})
  .replace('ws://localhost:4002/prod', ${JSON.stringify(socketUrl)})
const { fetch, WebSocket } = globalThis
globalThis.fetch = (url, init) => fetch(to(url), init)
globalThis.WebSocket = class extends WebSocket { constructor(url) { super(to(url)) } }
`
}
