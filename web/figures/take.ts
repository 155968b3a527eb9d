/** `npm run figures`: what the page takes to open on a slow phone far away: the first time, and later. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { buildSystem } from '../../test/browser/global-setup.ts'
import { openChat, say, startPageSystem } from '../../test/browser/page-system.ts'
import { type Figures, readPaints, watchPaints, watchWire } from './watch.ts'

const PHONE: BrowserContextOptions = { viewport: { width: 390, height: 780 }, deviceScaleFactor: 2 }
/** A phone of the lower middle: so many times slower than this machine. */
const SLOWER = 4
const NETWORK = { offline: false, latency: 150, downloadThroughput: 1.6e6 / 8, uploadThroughput: 0.75e6 / 8 }

const folder = mkdtempSync(join(tmpdir(), 'parley-figures-'))
const build = await buildSystem(folder, 1)
const system = await startPageSystem(build, build.ports[0]!)
try {
  const stranger = await (await system.browser.newContext(PHONE)).newPage()
  print('the first time, until one can sign in', await open(stranger, '[name=handle]'))
  await stranger.context().close()
  const ann = await system.person('ann', 'Ann', PHONE)
  await system.person('bob', 'Bob', PHONE)
  await openChat(ann, 'bob')
  await say(ann, 'Here')
  await ann.goto(system.url)
  await ann.evaluate(() => navigator.serviceWorker.ready)
  print('later, until the conversations are there', await open(ann, '.row'))
} finally {
  await system.stop()
  rmSync(folder, { recursive: true, force: true })
}

/** Opens the page as on a slow phone. */
async function open(page: Page, wanted: string): Promise<Figures> {
  const session = await page.context().newCDPSession(page)
  await session.send('Network.enable')
  await session.send('Network.emulateNetworkConditions', NETWORK)
  await session.send('Emulation.setCPUThrottlingRate', { rate: SLOWER })
  const wire = await watchWire(session)
  await watchPaints(page, wanted)
  await page.goto(system.url)
  return { ...(await readPaints(page)), wire: wire() }
}

function print(name: string, figures: Figures): void {
  const ms = (value: number) => `${Math.round(value)} ms`
  const kb = (value: number) => `${(value / 1024).toFixed(1)} KB`
  console.log(`${name} (${SLOWER} times slower than here; 1.6 Mbit/s, 150 ms)`)
  const lines: [string, string][] = [
    ['first contentful paint', ms(figures.firstPaint)],
    ['largest contentful paint', ms(figures.largestPaint)],
    ['usable', ms(figures.usable)],
    ['total blocking time', ms(figures.blocked)],
    ['cumulative layout shift', figures.shift.toFixed(3)],
    ...[...figures.wire].map(([type, { requests, bytes }]): [string, string] => [
      `${type.toLowerCase()} over the wire`,
      `${kb(bytes)} in ${requests} ${requests === 1 ? 'request' : 'requests'}`,
    ]),
  ]
  for (const [what, value] of lines) console.log(`  ${what.padEnd(28)}${value}`)
}
