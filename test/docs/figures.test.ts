import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { totalOf } from '../../bench/cost.ts'
import { deployedBy } from '../../bench/deployed.ts'
import { pollingOf } from '../../bench/polling.ts'
import { SETTINGS, timesAnHour } from '../../bench/presence.ts'
import { PUSHING } from '../../bench/push-operations.ts'
import { dollars } from '../../bench/table.ts'
import { NO_USAGE } from '../../bench/usage.ts'
import { all, synthesise } from '../infra/synthesise.ts'

const WORDS = ['none', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten']
const [readme, architecture] = ['README.md', 'docs/architecture.md'].map((path) =>
  readFileSync(path, 'utf8').replaceAll('\n', ' '),
) as [string, string]

const [plain, pushing] = [synthesise(), synthesise(PUSHING)]

test('as many alarms watch as is said', () => {
  const alarms = Object.keys(all(plain, 'AWS::CloudWatch::Alarm')).length
  expect(readme).toContain(`its ${alarms} alarms`)
})

test('as many queues are polled as is said, at the price that is said', () => {
  const [without, withPushes] = [plain, pushing].map((template) => pollingOf(deployedBy(template)))
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
