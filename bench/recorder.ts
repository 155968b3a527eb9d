import { setTimeout as sleep } from 'node:timers/promises'
import type { Meter, MeterEvent, ServiceCall } from '../packages/local/src/index.ts'
import type { DeployedFunction } from './deployed.ts'
import prices from './prices.json' with { type: 'json' }
import { sum, type Usage } from './usage.ts'

const { units, latency } = prices
/** Nothing has been metered for this long: what an operation set off has come to its end. */
const QUIET_MS = 250
/** Of a function that no template describes. */
const MEMORY_GB = 0.5
/** What Lambda itself asks of a queue for each batch, at our cost; and what S3 puts in to tell of an object. */
const RECEIVE_AND_DELETE = 2
const NOTIFY = 1
/** libvips computes in threads of its own, which nobody meters: how long it takes here stands for its computing. */
const NATIVE = 'Thumbnails'
/** How S3 bills what a function asks of it. DELETE is free. */
const PUTS = ['PutObject', 'CopyObject', 'UploadPart', 'ListParts', 'PUT', 'POST']
const GETS = ['GetObject', 'HeadObject', 'GET', 'HEAD']
/** The longest wait for a function that is to be invoked: a delayed message, and a busy machine. */
const PATIENCE_MS = 60_000

/** By logical id. */
type Functions = Readonly<Record<string, DeployedFunction>>

export type Measured = {
  readonly usage: Usage
  /** One a function invocation, in the order in which they ended. */
  readonly invocations: readonly { readonly function: string; readonly serial: number }[]
  readonly events: readonly MeterEvent[]
  readonly functions: Functions
}

/** Collects what a meter tells, and says what an operation used. */
export class Recorder {
  readonly #functions: Functions
  #events: MeterEvent[] = []
  #byDevices: Partial<Usage>[] = []
  #lastAt = 0

  /** `functions`: as deployed, where there is a deployment. */
  constructor(functions: Functions = {}) {
    this.#functions = functions
  }

  readonly meter: Meter = (event) => {
    this.#events.push(event)
    this.#lastAt = performance.now()
  }

  /** Runs an operation; everything metered until all is quiet again is what it used. */
  async measure(operation: () => Promise<unknown>): Promise<Measured> {
    await this.#quiet()
    this.#events = []
    this.#byDevices = []
    await operation()
    await this.#quiet()
    const { usage, ...rest } = measured(this.#events, this.#functions)
    return { ...rest, usage: sum([usage, ...this.#byDevices]) }
  }

  /** Notes what a device asked of a service itself: no meter stands there. */
  note(usage: Partial<Usage>): void {
    this.#byDevices.push(usage)
    this.#lastAt = performance.now()
  }

  /** Resolves when so many invocations of a function have ended in this measurement. */
  async invoked(name: string, times = 1): Promise<void> {
    const end = performance.now() + PATIENCE_MS
    const seen = () =>
      this.#events.filter((event) => event.kind === 'invocation' && event.function.startsWith(name)).length
    while (seen() < times) {
      if (performance.now() > end) throw new Error(`${name} was invoked ${seen()} times, not ${times}.`)
      await sleep(20)
    }
  }

  async #quiet(): Promise<void> {
    for (let rest = QUIET_MS; rest > 0; rest = this.#lastAt + QUIET_MS - performance.now()) await sleep(rest)
  }
}

export function measured(events: readonly MeterEvent[], functions: Functions = {}): Measured {
  const invocations = events.flatMap((event) =>
    event.kind === 'invocation' ? [{ function: event.function, serial: serialCalls(event.calls) }] : [],
  )
  return { usage: sum(events.map((event) => usageOf(event, functions))), invocations, events, functions }
}

/** AWS calls that wait for one another, over these functions, which wait for one another too. */
export function serialOf({ invocations }: Measured, ...functions: string[]): number {
  const longest = functions.map((name) => {
    const own = invocations.filter((invocation) => invocation.function.startsWith(name))
    return Math.max(0, ...own.map(({ serial }) => serial))
  })
  return longest.reduce((total, serial) => total + serial, 0)
}

/** The same where every invocation waited for the one before. */
export function serialOfAll({ invocations }: Measured): number {
  return invocations.reduce((total, { serial }) => total + serial, 0)
}

/**
 * What the delivering side used of it: a function by the start of its name, its posts, and the table
 * operations that only it makes. Throws if it shares one with another function.
 */
export function deliverPart({ events, functions }: Measured, name: string): Usage {
  const invocations = events.filter((event) => event.kind === 'invocation')
  const own = invocations.filter((event) => event.function.startsWith(name))
  const operations = operationsOf(own)
  const others = operationsOf(invocations.filter((event) => !own.includes(event)))
  const shared = [...operations].filter((operation) => others.has(operation))
  if (shared.length > 0) throw new Error(`It cannot be told which function made ${shared.join(', ')}.`)
  const speaking = new Set(
    events.flatMap((event) =>
      event.kind === 'frame' && event.direction === 'in' ? [event.connectionId] : [],
    ),
  )
  const isOwn = (event: MeterEvent) =>
    (event.kind === 'dynamodb' && operations.has(event.operation)) ||
    (event.kind === 'frame' && !speaking.has(event.connectionId))
  return sum([...own, ...events.filter(isOwn)].map((event) => usageOf(event, functions)))
}

function operationsOf(invocations: readonly { calls: readonly ServiceCall[] }[]): Set<string> {
  const calls = invocations.flatMap((invocation) => invocation.calls)
  return new Set(calls.flatMap((call) => (call.service === 'dynamodb' ? [call.operation] : [])))
}

function usageOf(event: MeterEvent, functions: Functions): Partial<Usage> {
  switch (event.kind) {
    case 'frame':
      return { frames: Math.max(1, Math.ceil(event.bytes / units.frameBytes)) }
    case 'http':
      return {
        httpRequests: Math.max(1, Math.ceil(Math.max(event.bytesIn, event.bytesOut) / units.httpBytes)),
      }
    case 'dynamodb':
      return { writeUnits: event.writeUnits, readUnits: event.readUnits }
    case 'invocation':
      return usageOfInvocation(event, functions[event.function])
  }
}

function usageOfInvocation(
  { function: name, calls, cpuMs, ms }: Extract<MeterEvent, { kind: 'invocation' }>,
  deployed: DeployedFunction | undefined,
): Partial<Usage> {
  const { memoryGb = MEMORY_GB, feed } = deployed ?? {}
  const busyMs = name.startsWith(NATIVE) ? ms : serialCalls(calls) * latency.callMs + cpuMs
  const fed = feed ? RECEIVE_AND_DELETE + (feed === 'storage' ? NOTIFY : 0) : 0
  return {
    invocations: 1,
    gbSeconds: (memoryGb * busyMs) / 1000,
    queueRequests: count(calls, 'sqs') + fed,
    objectPuts: count(calls, 's3', PUTS),
    objectGets: count(calls, 's3', GETS),
    pushes: count(calls, 'sns'),
  }
}

function count(calls: readonly ServiceCall[], service: string, operations?: readonly string[]): number {
  const isOne = (call: ServiceCall) =>
    call.service === service && (!operations || operations.includes(call.operation))
  return calls.filter(isOne).length
}

/**
 * The longest chain of calls of which each began when the one before had ended. Calls of one operation that overlap
 * are rounds of as many as were under way at once: that a busy machine begins them one after the other is no depth.
 */
export function serialCalls(calls: readonly ServiceCall[]): number {
  const waves = [...Map.groupBy(calls, ({ service, operation }) => `${service} ${operation}`).values()]
  const ordered = waves.flatMap(wavesOf).sort((a, b) => a.end - b.end)
  const depths: number[] = []
  for (const [index, { start, rounds }] of ordered.entries()) {
    const before = ordered.slice(0, index).flatMap(({ end }, other) => (end <= start ? depths[other]! : []))
    depths.push(rounds + Math.max(0, ...before))
  }
  return Math.max(0, ...depths)
}

type Wave = { readonly start: number; readonly end: number; readonly rounds: number }

/** Calls of one operation, by whether they overlap. */
function wavesOf(calls: readonly ServiceCall[]): Wave[] {
  const waves: ServiceCall[][] = []
  let end = Number.NEGATIVE_INFINITY
  for (const call of calls.toSorted((a, b) => a.start - b.start)) {
    if (call.start < end) waves.at(-1)!.push(call)
    else waves.push([call])
    end = Math.max(end, call.end)
  }
  return waves.map((wave) => ({
    start: wave[0]!.start,
    end: Math.max(...wave.map((call) => call.end)),
    rounds: Math.ceil(wave.length / mostAtOnce(wave)),
  }))
}

function mostAtOnce(wave: readonly ServiceCall[]): number {
  const underWay = ({ start }: ServiceCall) =>
    wave.filter((other) => other.start <= start && other.end > start).length
  return Math.max(1, ...wave.map(underWay))
}
