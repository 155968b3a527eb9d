import type { FunctionError, Invoke } from '../contracts.ts'
import type { Discarded } from './failure-record.ts'
import { itemFailures } from './item-failures.ts'
import type { ShardRecord } from './stream-reader.ts'

export type DeliveryPolicy = {
  reportsItemFailures: boolean
  bisects: boolean
  /** Infinity: until the record is too old. */
  maximumRetries: number
  maximumAgeMs: number
}

export type Discard = Omit<Discarded, 'functionArn' | 'streamArn' | 'now'>

export type Delivery = DeliveryPolicy & {
  invoke: Invoke
  toEvent(record: ShardRecord): unknown
  /** These need no more handling: they succeeded, or their discarding has been told. */
  settle(records: ShardRecord[]): void
  /** Tells the on-failure destination. Returns early, without having told it, only when stopped. */
  discard(discarded: Discard): Promise<void>
  now(): number
  /** Resolves after the delay, or at once when the runtime stops. */
  sleep(ms: number): Promise<void>
  stopped(): boolean
}

type Attempt = { failedFrom: number; functionError: boolean; throttled: boolean }

const firstDelayMs = 100
const longestDelayMs = 5_000

/** What is left of a batch, and what it has been through. */
type Work = { rest: ShardRecord[]; failures: number; invocations: number }

/**
 * Delivers a batch as an event source mapping does: in order, until every record is settled.
 * A batch that fails as a whole is halved, if that is asked for, which costs no retry; the halves go in order.
 * A batch of which items failed is retried from the lowest of them. Retries are counted for the record
 * at the head, and when they are used up the rest of the batch is discarded with it.
 */
export async function deliver(batch: ShardRecord[], delivery: Delivery, earlier = 0): Promise<void> {
  let work: Work = { rest: batch, failures: 0, invocations: earlier }
  for (;;) {
    work.rest = await withoutExpired(work, delivery)
    if (work.rest.length === 0 || delivery.stopped()) return
    const attempted = await attempt(work.rest, delivery)
    if (delivery.stopped() && attempted.functionError) return
    work = afterAttempt(work, attempted, delivery)
    if (work.rest.length === 0) return
    const { functionError } = attempted
    if (functionError && delivery.bisects && work.rest.length > 1) return halve(work, delivery)
    if (work.failures > delivery.maximumRetries) return giveUp(exhausted(work, functionError), delivery)
    await delivery.sleep(Math.min(longestDelayMs, firstDelayMs * 2 ** Math.min(work.failures, 10)))
  }
}

function afterAttempt(work: Work, { failedFrom, throttled }: Attempt, delivery: Delivery): Work {
  delivery.settle(work.rest.slice(0, failedFrom))
  const failures = (failedFrom > 0 ? 0 : work.failures) + (throttled ? 0 : 1)
  return { rest: work.rest.slice(failedFrom), failures, invocations: work.invocations + 1 }
}

async function halve({ rest, invocations }: Work, delivery: Delivery): Promise<void> {
  const middle = Math.ceil(rest.length / 2)
  await deliver(rest.slice(0, middle), delivery, invocations)
  await deliver(rest.slice(middle), delivery, invocations)
}

function exhausted({ rest, invocations }: Work, functionError: boolean): Discard {
  return { records: rest, condition: 'RetryAttemptsExhausted', invocations, functionError }
}

async function giveUp(discarded: Discard, delivery: Delivery): Promise<void> {
  await delivery.discard(discarded)
  if (!delivery.stopped()) delivery.settle(discarded.records)
}

async function attempt(records: ShardRecord[], delivery: Delivery): Promise<Attempt> {
  const numbers = records.map((record) => record.dynamodb.SequenceNumber)
  try {
    const response = await delivery.invoke({ Records: records.map(delivery.toEvent) })
    const failed = delivery.reportsItemFailures ? itemFailures(response, numbers) : 'none'
    if (failed === 'none') return { failedFrom: records.length, functionError: false, throttled: false }
    const failedFrom = failed === 'all' ? 0 : numbers.findIndex((number) => failed.has(number))
    return { failedFrom, functionError: failed === 'all', throttled: false }
  } catch (error) {
    // Throttling is not the function's failure: Lambda tries again until the records expire.
    const throttled = (error as FunctionError).errorType === 'TooManyRequestsException'
    return { failedFrom: 0, functionError: !throttled, throttled }
  }
}

/** Records come oldest first, so those that are too old are at the head. */
async function withoutExpired({ rest, invocations }: Work, delivery: Delivery): Promise<ShardRecord[]> {
  const oldest = (delivery.now() - delivery.maximumAgeMs) / 1000
  const live = rest.findIndex((record) => record.dynamodb.ApproximateCreationDateTime >= oldest)
  const count = live < 0 ? rest.length : live
  if (count === 0) return rest
  const expired = { records: rest.slice(0, count), invocations, functionError: invocations > 0 }
  await giveUp({ ...expired, condition: 'RecordAgeExceeded' }, delivery)
  return rest.slice(count)
}
