import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { totalOf } from '../../bench/cost.ts'
import { readDeployed } from '../../bench/deployed.ts'
import { pollingOf } from '../../bench/polling.ts'
import { SETTINGS, timesAnHour } from '../../bench/presence.ts'
import { PUSHING } from '../../bench/push-operations.ts'
import { makeAssembly } from '../../bench/system.ts'
import { dollars } from '../../bench/table.ts'
import { NO_USAGE } from '../../bench/usage.ts'

const WORDS = ['none', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten']
const [readme, architecture] = ['README.md', 'docs/architecture.md'].map((path) =>
  readFileSync(path, 'utf8').replaceAll('\n', ' '),
) as [string, string]

const MADE_WITHIN_MS = 120_000

let plain: Awaited<ReturnType<typeof makeAssembly>> | undefined
let pushing: typeof plain

beforeAll(async () => {
  ;[plain, pushing] = await Promise.all([makeAssembly(), makeAssembly(PUSHING)])
}, MADE_WITHIN_MS)
afterAll(() => {
  for (const assembly of [plain, pushing]) assembly?.remove()
})

test('as many alarms watch as is said', () => {
  const name = readdirSync(plain!.path).find((file) => file.endsWith('.template.json'))!
  const template = readFileSync(join(plain!.path, name), 'utf8')
  const alarms = template.match(/"Type":\s*"AWS::CloudWatch::Alarm"/g)!.length
  expect(readme).toContain(`its ${alarms} alarms`)
})

test('as many queues are polled as is said, at the price that is said', () => {
  const [without, withPushes] = [plain!, pushing!].map(({ path }) => pollingOf(readDeployed(path)))
  expect(readme).toContain(
    `long polling of ${WORDS[without!.queues]} queues (${inMillions(without!)} million`,
  )
  for (const polling of [without!, withPushes!]) {
    const [fewest, most] = polling.dollars.map((cost) => dollars(cost))
    const months = polling === without ? ' requests a month' : ''
    expect(architecture).toContain(`${inMillions(polling)} million${months}, ${fewest} to ${most}`)
    expect(architecture).toMatch(new RegExp(`\\b${WORDS[polling.queues]}[ .,;][^|]*${inMillions(polling)}`))
  }
})

test('the frames of heartbeats cost what is said of them', () => {
  const { heartbeats } = timesAnHour(SETTINGS[0]!, 0)
  const frames = 2 * 24 * heartbeats * 1_000
  expect(architecture).toContain(`its reply (${dollars(totalOf({ ...NO_USAGE, frames }))} of`)
  const connectionMinutes = 60 * 1_000
  const open = dollars(totalOf({ ...NO_USAGE, connectionMinutes }), 3)
  expect(architecture).toContain(`An hour of an open socket is ${open} a thousand`)
})

test('every setting of presence whose cost is told is one that follows from its heartbeat', () => {
  for (const { heartbeat, timeout, written } of SETTINGS) {
    expect(architecture).toMatch(new RegExp(`\\| ${heartbeat}, ${timeout}, ${written} s`))
  }
})

function inMillions({ requests }: ReturnType<typeof pollingOf>): string {
  return requests.map((count) => (count / 1e6).toFixed(1)).join(' to ')
}
