import { join } from 'node:path'
import { type Context, destination, functionByArn } from '../context.ts'
import { Checkpoint } from '../event-sources/checkpoint.ts'
import { compileFilters } from '../event-sources/filter-pattern.ts'
import { QueueMapping } from '../event-sources/queue-mapping.ts'
import { StreamMapping } from '../event-sources/stream-mapping.ts'
import type { FunctionPool } from '../functions/function-pool.ts'
import { shortId } from '../names.ts'
import type { Properties } from '../properties.ts'
import type { Create } from './resource.ts'

export const create: Create = async (logicalId, properties, context) => {
  const sourceArn = properties.text('EventSourceArn')
  const pool = functionByArn(context, properties.text('FunctionName'))
  const ref = shortId(`${context.stackName}.${logicalId}`)
  const disabled = properties.has('Enabled') && !properties.flag('Enabled')
  const mapping = context.queues.has(sourceArn)
    ? await queueMapping(logicalId, sourceArn, properties, pool, context)
    : await streamMapping(logicalId, sourceArn, properties, pool, context)
  const running = { start: () => mapping.start(), stop: () => mapping.stop() }
  return { ref, attributes: { Id: ref }, ...(!disabled && running) }
}

async function streamMapping(
  logicalId: string,
  streamArn: string,
  properties: Properties,
  pool: FunctionPool,
  context: Context,
): Promise<StreamMapping> {
  const stream = context.streams.get(streamArn)
  if (!stream)
    throw properties.refusal('EventSourceArn', `${streamArn} is no stream or queue of this template`)
  const { streams, onWrite, quietPollMs } = await context.services.dynamodb()
  const maximumRetries = properties.optionalNumber('MaximumRetryAttempts') ?? -1
  const maximumAge = properties.optionalNumber('MaximumRecordAgeInSeconds') ?? -1
  const onFailure = await onFailureOf(properties, context)
  return new StreamMapping({
    name: logicalId,
    streams,
    streamArn,
    ...stream,
    region: context.region,
    functionArn: pool.definition.arn,
    invoke: pool.invoke,
    policy: {
      reportsItemFailures: reportsItemFailures(properties),
      bisects: properties.flag('BisectBatchOnFunctionError'),
      maximumRetries: maximumRetries < 0 ? Number.POSITIVE_INFINITY : maximumRetries,
      maximumAgeMs: maximumAge < 0 ? Number.POSITIVE_INFINITY : maximumAge * 1000,
    },
    batchSize: properties.optionalNumber('BatchSize') ?? 100,
    windowMs: (properties.optionalNumber('MaximumBatchingWindowInSeconds') ?? 0) * 1000,
    lanes: properties.optionalNumber('ParallelizationFactor') ?? 1,
    startsAtLatest: properties.text('StartingPosition') === 'LATEST',
    matches: compileFilters(properties.optionalRecord('FilterCriteria')),
    ...(onFailure && { onFailure }),
    checkpoint: new Checkpoint(join(context.dataDir, 'streams', `${logicalId}.json`)),
    onWrite,
    quietPollMs,
    log: context.log,
  })
}

async function queueMapping(
  logicalId: string,
  queueArn: string,
  properties: Properties,
  pool: FunctionPool,
  context: Context,
): Promise<QueueMapping> {
  const queue = context.queues.get(queueArn)!
  const functionSeconds = pool.definition.timeoutMs / 1000
  if (queue.visibilitySeconds < functionSeconds)
    throw properties.refusal(
      'EventSourceArn',
      `has a visibility timeout below the function's timeout (${functionSeconds} s)`,
    )
  const { MaximumConcurrency = 5 } = properties.optionalRecord('ScalingConfig') ?? {}
  return new QueueMapping({
    name: logicalId,
    queues: await context.services.queues(),
    queueUrl: queue.url,
    queueArn,
    region: context.region,
    invoke: pool.invoke,
    batchSize: properties.optionalNumber('BatchSize') ?? 10,
    windowMs: (properties.optionalNumber('MaximumBatchingWindowInSeconds') ?? 0) * 1000,
    concurrency: Number(MaximumConcurrency),
    reportsItemFailures: reportsItemFailures(properties),
    matches: compileFilters(properties.optionalRecord('FilterCriteria')),
    log: context.log,
  })
}

function reportsItemFailures(properties: Properties): boolean {
  return properties.list('FunctionResponseTypes').includes('ReportBatchItemFailures')
}

async function onFailureOf(properties: Properties, context: Context) {
  const { OnFailure } = properties.optionalRecord('DestinationConfig') ?? {}
  const arn = (OnFailure as { Destination?: string } | undefined)?.Destination
  if (!arn) return undefined
  const send = await destination(context, arn)
  if (!send) throw properties.refusal('DestinationConfig', `${arn} is no queue or topic of this template`)
  return async (record: unknown) => send(JSON.stringify(record))
}
