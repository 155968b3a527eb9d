import { type Context, destination, functionByArn } from './context.ts'
import type { Properties } from './properties.ts'
import { configurationTest } from './services/s3-events.ts'

type Notification = { Event?: string; Queue?: string; Topic?: string; Function?: string; Filter?: unknown }
type FilterRule = { Name: string; Value: string }
type Filter = { prefix: string; suffix: string }
type Created = { Records: [{ eventName: string; s3: { object: { key: string } } }] }

/** What a bucket does about its new objects. */
export type Notifier = {
  /** Tells every target whose event and filter it is; SQS and SNS have it when this returns. */
  notify(event: unknown): void
  /** What S3 sends to queues and topics when a new bucket is told to notify them. */
  sendTest(bucket: string): void
}

/**
 * Compiles a bucket's NotificationConfiguration. Throws for targets outside the template, events that are not run
 * locally, and filters that S3 refuses because two of them could be meant by one key.
 */
export async function bucketNotifier(properties: Properties, context: Context): Promise<Notifier> {
  const configuration = properties.optionalRecord('NotificationConfiguration') ?? {}
  const notifications = Object.values(configuration).flat() as Notification[]
  const refusal = (why: string) => properties.refusal('NotificationConfiguration', why)
  const targets = await Promise.all(
    notifications.map(async ({ Event, Filter, Queue, Topic, Function: functionArn }) => {
      if (!Event?.startsWith('s3:ObjectCreated:'))
        throw refusal(`${Event ?? 'EventBridge'} is not run locally`)
      const send = await destination(context, Queue ?? Topic ?? '')
      const invoke = functionArn === undefined ? undefined : invoker(context, functionArn)
      if (!send && !invoke) throw refusal('has a target outside this template')
      return { event: Event, filter: filterOf(Filter), send, invoke }
    }),
  )
  refuseAmbiguous(targets, refusal)
  return {
    notify(event) {
      const { eventName, s3 } = (event as Created).Records[0]
      const key = decodedKey(s3.object.key)
      for (const { send, invoke } of targets.filter((target) => concerns(target, eventName, key))) {
        send?.(JSON.stringify(event))
        invoke?.(event)
      }
    },
    sendTest(bucket) {
      const body = JSON.stringify(configurationTest(bucket, new Date()))
      for (const { send } of targets) send?.(body)
    },
  }
}

function invoker(context: Context, arn: string): ((event: unknown) => void) | undefined {
  if (!context.functions.has(arn)) return undefined
  const { invoke, definition } = functionByArn(context, arn)
  return (event) => {
    invoke(event).catch((error: Error) => context.log.warn(`${definition.logicalId}: ${error.message}`))
  }
}

function filterOf(filter: unknown): Filter {
  const { S3Key } = (filter ?? {}) as { S3Key?: { Rules?: FilterRule[] } }
  const value = (name: string) => S3Key?.Rules?.find(({ Name }) => Name.toLowerCase() === name)?.Value ?? ''
  return { prefix: value('prefix'), suffix: value('suffix') }
}

function concerns(
  { event, filter }: { event: string; filter: Filter },
  eventName: string,
  key: string,
): boolean {
  const isMeant = event === 's3:ObjectCreated:*' || event === `s3:${eventName}`
  return isMeant && key.startsWith(filter.prefix) && key.endsWith(filter.suffix)
}

function refuseAmbiguous(
  targets: { event: string; filter: Filter }[],
  refusal: (why: string) => Error,
): void {
  const begins = (a: string, b: string) => a.startsWith(b) || b.startsWith(a)
  const ends = (a: string, b: string) => a.endsWith(b) || b.endsWith(a)
  const overlap = (a: string, b: string) => a === b || a.endsWith('*') || b.endsWith('*')
  targets.forEach((one, i) => {
    for (const other of targets.slice(i + 1)) {
      const { prefix, suffix } = other.filter
      if (
        overlap(one.event, other.event) &&
        begins(one.filter.prefix, prefix) &&
        ends(one.filter.suffix, suffix)
      )
        throw refusal(
          'is ambiguously defined: cannot have overlapping suffixes in two rules if the prefixes are overlapping for the same event type',
        )
    }
  })
}

/** Keys in S3's events are URL-encoded, with a plus for a space. */
const decodedKey = (key: string) => decodeURIComponent(key.replaceAll('+', ' '))
