import { totalOf } from './cost.ts'
import type { Stored } from './media-operations.ts'
import type { Polling } from './polling.ts'
import {
  dayOnline,
  FORMULA,
  hourInUse,
  hourOfWatching,
  type PresenceParts,
  type PresenceSetting,
  SETTINGS,
} from './presence.ts'
import prices from './prices.json' with { type: 'json' }
import { dollars, figure, table } from './table.ts'
import { NO_USAGE, type Usage } from './usage.ts'

const WATCHERS = [0, 1, 10]
const PEOPLE = 1_000
const BYTES_PER_GB = 1e9
const MEGABYTE = 1e6

/** The parts, the hours they add up to by setting and watchers, and a day of a thousand people. */
export function presenceTable(parts: PresenceParts): string {
  const { come, go, watch } = parts
  const each: [string, Usage][] = [
    ['a heartbeat', parts.heartbeat],
    ['… one that writes, more', parts.write],
    ['to come online, nobody watching, more', come.unwatched],
    ['to come online, watched by one, more', come.watched],
    ['… each more who watches', come.more],
    ['a look that finds somebody there', parts.look],
    ['a look that finds somebody gone, watched by one', go.watched],
    ['… each more who watches', go.more],
    ['to watch a list', watch.list],
    ['… each person in it', watch.person],
  ]
  const hours = SETTINGS.flatMap((setting) =>
    WATCHERS.map((watchers): [string, Usage] => [
      `${words(setting)}, watched by ${watchers}`,
      hourInUse(parts, setting, watchers),
    ]),
  )
  const head = ['', 'frames', 'WRU', 'RRU', 'invocations', 'SQS', 'a million']
  const hour = ['heartbeat, timeout, written', ...head.slice(1, -1), `${figure(PEOPLE)} people`]
  return [
    table(
      head,
      each.map(([title, usage]) => line(title, usage, 1e6)),
    ),
    FORMULA,
    table(
      hour,
      [...hours, ['to watch one list', hourOfWatching(parts)] as const].map(([title, usage]) =>
        line(title, usage, PEOPLE),
      ),
    ),
    ...SETTINGS.map((setting) => dayLine(parts, setting)),
  ].join('\n\n')
}

/** Dollars for so many of it. */
function line(title: string, usage: Usage, many: number): string[] {
  const { frames, writeUnits, readUnits, invocations, queueRequests } = usage
  const counts = [frames, writeUnits, readUnits, invocations, queueRequests].map((value) => figure(value))
  return [title, ...counts, dollars(totalOf(usage) * many)]
}

function dayLine(parts: PresenceParts, setting: PresenceSetting): string {
  const day = dayOnline(parts, setting, PEOPLE)
  const frames = totalOf({ ...NO_USAGE, frames: day.frames })
  return `${figure(PEOPLE)} people always online for a day, ${words(setting)}: ${dollars(totalOf(day))}, of which the frames of heartbeats and their replies ${dollars(frames)}.`
}

function words({ heartbeat, timeout, written }: PresenceSetting): string {
  return `${heartbeat}, ${timeout}, ${written} s`
}

/** Storage is paid by the month, and what leaves it by the byte. */
export function filesTable(files: readonly Stored[]): string {
  const { storedGbMonth, fetchedGbS3, fetchedGbCloudFront, millionRequestsCloudFront, source } = prices.files
  const head = ['a million of', 'MB kept', 'a month', 'MB fetched', 'from S3', 'from CloudFront']
  const million = (bytes: number, perGb: number) => dollars((1e6 * bytes * perGb) / BYTES_PER_GB)
  const rows = files.map(({ title, stored, fetched }) => [
    title,
    figure(stored / MEGABYTE, 2),
    million(stored, storedGbMonth),
    figure(fetched / MEGABYTE, 2),
    million(fetched, fetchedGbS3),
    million(fetched, fetchedGbCloudFront),
  ])
  const [kept, fromS3, fromCloudFront] = [storedGbMonth, fetchedGbS3, fetchedGbCloudFront].map((price) =>
    dollars(price, 3),
  )
  const prose = `A GB: ${kept} a month to keep, ${fromS3} to fetch from S3, ${fromCloudFront} from CloudFront, where a million requests are ${dollars(millionRequestsCloudFront)}.`
  return `${table(head, rows)}\n${prose}\n${source}`
}

/** What it costs that queues are there, as a person reads it. */
export function pollingTable(polling: readonly Polling[]): string {
  const { fewestPollers, mostPollers, waitSeconds, source } = prices.polling
  const head = ['queues polled', 'requests in 30 days', 'to', 'cost', 'to']
  const rows = polling.map(({ queues, requests, dollars: cost }) => [
    figure(queues),
    ...requests.map((count) => figure(count, 0)),
    ...cost.map((one) => dollars(one)),
  ])
  const how = `Lambda polls each by ${fewestPollers} to ${mostPollers} requests that wait ${waitSeconds} seconds.`
  return `${table(head, rows)}\n${how} ${source}`
}
