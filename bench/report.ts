import { BUDGETS, judge } from './budgets.ts'
import type { Comparison } from './comparison.ts'
import type { Contention } from './contention.ts'
import { costOf, totalOf } from './cost.ts'
import type { Cpu } from './cpu.ts'
import type { Footprint } from './footprint.ts'
import type { GroupThroughput } from './group-throughput.ts'
import type { Stored } from './media-operations.ts'
import type { OperationCost } from './operations.ts'
import type { Polling } from './polling.ts'
import type { PresenceParts } from './presence.ts'
import prices from './prices.json' with { type: 'json' }
import { filesTable, pollingTable, presenceTable } from './report-features.ts'
import { dollars, figure, table } from './table.ts'
import type { Throughput } from './throughput.ts'
import { NO_USAGE, share, sum, type Usage } from './usage.ts'

/** The same on any machine. */
export type Counted = {
  readonly operations: readonly OperationCost[]
  readonly comparison: readonly Comparison[]
  readonly files: readonly Stored[]
  readonly presence: PresenceParts
  /** Without pushes, and with them. */
  readonly polling: readonly Polling[]
}

export type Results = Counted & {
  readonly throughput: readonly Throughput[]
  readonly groupThroughput: GroupThroughput
  readonly contention: readonly Contention[]
  readonly footprints: readonly Footprint[]
  /** A second. */
  readonly idle: Cpu
}

const KB = 1024

/** Everything, as a person reads it. */
export function report(results: Results): string {
  return inWords([
    ...countedParts(results),
    ['Messages a second, in the embedded runtime on this machine', throughputTable(results.throughput)],
    ['A group in the embedded runtime on this machine', groupLine(results.groupThroughput)],
    ['Writers of one conversation at the same time', contentionTable(results.contention)],
    ['Functions', footprintTable(results.footprints)],
    ['Idle on this machine', idleLine(results.idle)],
  ])
}

/** What was counted, and nothing that was timed. */
export function countedReport(results: Counted): string {
  return inWords(countedParts(results))
}

type Part = readonly [title: string, text: string]

function countedParts(results: Counted): Part[] {
  return [
    ['What an operation uses', operationTable(results.operations)],
    ['Budgets', budgetTable(results.operations)],
    ['What a million cost, by part', costTable(results.operations)],
    ['Presence: an hour of a person who has the app in use', presenceTable(results.presence)],
    ['Files: what they cost to keep and to fetch, beside the requests', filesTable(results.files)],
    ['Idle on AWS', pollingTable(results.polling)],
    [
      'A text from person to person, and its receipt: a million of them, by open sockets',
      comparisonTable(results.comparison),
    ],
  ]
}

function inWords(parts: readonly Part[]): string {
  const source = `Prices: ${prices.source}; ${prices.region}, ${prices.date}. Lambda's time is computed: ${prices.latency.callMs} ms for each AWS call it waits for, and its measured CPU time.`
  return [...parts.map(([title, text]) => `${title}\n\n${text}\n`), source].join('\n')
}

/** A million of an operation. */
function million(usage: Usage): Usage {
  return share(usage, 1e-6)
}

function operationTable(operations: readonly OperationCost[]): string {
  const head = [
    'operation',
    'frames',
    'HTTP',
    'WRU',
    'RRU',
    'invocations',
    'S3 PUT',
    'GET',
    'SQS',
    'serial calls',
    'a million',
  ]
  const rows = operations.map(({ title, usage, serial }) => [
    title,
    ...[usage.frames, usage.httpRequests, usage.writeUnits, usage.readUnits, usage.invocations].map((value) =>
      figure(value),
    ),
    figure(usage.objectPuts),
    figure(usage.objectGets),
    figure(usage.queueRequests),
    figure(serial),
    dollars(totalOf(million(usage))),
  ])
  return table(head, rows)
}

function budgetTable(operations: readonly OperationCost[]): string {
  const reasons: string[] = []
  const rows = BUDGETS.flatMap((budget) => {
    const { title, usage, serial } = operations.find(({ operation }) => operation === budget.operation)!
    const verdicts = judge(budget, usage, serial)
    const missed = verdicts.filter(({ ok }) => !ok).map(({ measure }) => measure)
    if (missed.length > 0)
      reasons.push(`${title} (${missed.join(', ')}): ${budget.because ?? 'no reason is known'}.`)
    return verdicts.map(({ measure, budget: limit, measured, ok }) => [
      title,
      measure,
      figure(limit),
      figure(measured),
      ok ? 'ok' : 'miss',
    ])
  })
  return [table(['operation', 'measure', 'budget', 'measured', ''], rows), ...reasons].join('\n')
}

const PARTS: Record<string, (keyof Usage)[]> = {
  frames: ['frames'],
  HTTP: ['httpRequests'],
  writes: ['writeUnits'],
  reads: ['readUnits'],
  invocations: ['invocations'],
  'Lambda time': ['gbSeconds'],
  S3: ['objectPuts', 'objectGets'],
  SQS: ['queueRequests'],
  pushes: ['pushes'],
}

function costTable(operations: readonly OperationCost[]): string {
  const rows = operations.map(({ title, usage }) => [
    title,
    ...partsOf(usage),
    dollars(totalOf(million(usage))),
  ])
  return table(['operation', ...Object.keys(PARTS), 'in all'], rows)
}

function partsOf(usage: Usage): string[] {
  const costs = costOf(million(usage))
  return Object.values(PARTS).map((parts) =>
    dollars(parts.reduce((total, part) => total + (costs[part] ?? 0), 0)),
  )
}

function comparisonTable(comparison: readonly Comparison[]): string {
  const head = ['design', 'open sockets', ...Object.keys(PARTS), 'message', 'receipt', 'in all']
  const rows = comparison.flatMap(({ name, bySockets }) =>
    bySockets.map(({ sockets, message, receipt }) => [
      name,
      figure(sockets),
      ...partsOf(sum([message, receipt ?? NO_USAGE])),
      dollars(totalOf(million(message))),
      receipt ? dollars(totalOf(million(receipt))) : 'none',
      dollars(totalOf(million(sum([message, receipt ?? NO_USAGE])))),
    ]),
  )
  return table(head, rows)
}

const SPREADS = ['ack p50 ms', 'p99', 'delivery p50 ms', 'p99']

function throughputTable(throughput: readonly Throughput[]): string {
  const head = ['tables on', 'conversations', 'messages', 'acked/s', 'delivered/s', ...SPREADS]
  const rows = throughput.map(
    ({ storage, conversations, messages, ackedPerSecond, deliveredPerSecond, ack, delivery }) => [
      storage,
      ...[
        conversations,
        messages,
        ackedPerSecond,
        deliveredPerSecond,
        ack.p50,
        ack.p99,
        delivery.p50,
        delivery.p99,
      ].map((value) => figure(value, 0)),
    ],
  )
  return table(head, rows)
}

function contentionTable(contention: readonly Contention[]): string {
  const head = ['writers', 'messages', 'stored/s', 'rejected', 'ack p50 ms', 'p99']
  const rows = contention.map(({ writers, messages, perSecond, rejected, ack }) =>
    [writers, messages, perSecond, rejected, ack.p50, ack.p99].map((value) => figure(value, 0)),
  )
  return table(head, rows)
}

/** How a group's messages went, as a person reads it. */
export function groupLine(group: GroupThroughput): string {
  const { members, messages, ackedPerSecond, deliveredPerSecond, arrivalsPerSecond, delivery, cpu } = group
  const lines = [
    `${figure(messages)} texts to ${figure(members)} people, the next as soon as the last was acked: ${figure(ackedPerSecond, 0)} a second acked,`,
    `${figure(deliveredPerSecond, 0)} a second on all other devices (${figure(arrivalsPerSecond, 0)} arrivals a second), ${figure(delivery.p50, 0)} ms after pressing send (p50; p99 ${figure(delivery.p99, 0)} ms).`,
    `No position was missing on any device; ${figure(group.early)} came before their turn, ${figure(group.again)} came again.`,
    `The runtime and the devices take ${cpuWords(cpu)} a message.`,
  ]
  return lines.join('\n')
}

function footprintTable(footprints: readonly Footprint[]): string {
  const rows = footprints.map(({ function: name, bytes, coldStartMs }) => [
    name,
    figure(bytes / KB, 0),
    figure(coldStartMs, 0),
  ])
  return table(['function', 'KB', 'CPU ms to load'], rows)
}

function idleLine(idle: Cpu): string {
  return `The runtime takes ${cpuWords(idle)} a second.`
}

function cpuWords({ runtimeMs, engineMs }: Cpu): string {
  const engine = engineMs === undefined ? '' : `, its DynamoDB engine ${figure(engineMs)} ms`
  return `${figure(runtimeMs)} ms of CPU${engine}`
}
