import { Duration } from 'aws-cdk-lib'
import { EventSourceMapping, FilterCriteria, StartingPosition } from 'aws-cdk-lib/aws-lambda'
import type { Queue } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import type { ChatFunction } from './chat-function.ts'
import type { Settings } from './settings.ts'
import type { Table } from './table.ts'

/** An event filter pattern in Lambda's own form. */
export type StreamFilter = Record<string, unknown>

export type StreamConsumerOptions = {
  from: Table
  to: ChatFunction
  /** Records that match one of these. */
  only: StreamFilter[]
  /** Gets the places of records given up on. */
  failed: Queue
  settings: Settings
}

/**
 * Hands a table's stream to a function, at least once, in order for each item.
 *
 * Several batches of one shard run side by side: a slow group delays only what shares its lane, and
 * an idle system still makes one invocation a message. A batch that fails is cut in half until the
 * record at fault is alone; after its retries, or an hour, it frees the lane, and the queue `failed` is told
 * where in the stream it is: never what is in it.
 */
export class StreamConsumer extends Construct {
  constructor(scope: Construct, id: string, { from, to, only, failed, settings }: StreamConsumerOptions) {
    super(scope, id)
    to.allow(['sqs:SendMessage'], failed.queueArn)
    from.grantStream(to)
    new EventSourceMapping(this, 'Mapping', {
      target: to.lambda,
      eventSourceArn: from.streamArn,
      // LATEST would skip what is written while the mapping is being made or replaced: minutes.
      startingPosition: StartingPosition.TRIM_HORIZON,
      filters: only.map((pattern) => FilterCriteria.filter(pattern)),
      batchSize: settings.streamBatch,
      // Waiting to fill a batch would save invocations with every reader's time.
      maxBatchingWindow: Duration.seconds(0),
      parallelizationFactor: settings.streamParallelization,
      reportBatchItemFailures: true,
      bisectBatchOnError: true,
      retryAttempts: 5,
      maxRecordAge: Duration.hours(1),
      onFailure: { bind: () => ({ destination: failed.queueArn }) },
    })
  }
}
