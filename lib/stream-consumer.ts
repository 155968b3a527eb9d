import { Duration } from 'aws-cdk-lib'
import { EventSourceMapping, FilterCriteria, StartingPosition } from 'aws-cdk-lib/aws-lambda'
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import type { ChatFunction } from './chat-function.ts'
import type { Settings } from './settings.ts'
import type { Table } from './table.ts'

/** An event filter pattern in Lambda's own form. */
export type StreamFilter = Record<string, unknown>

export type StreamConsumerOptions = {
  from: Table
  to: ChatFunction
  only: StreamFilter
  settings: Settings
}

/**
 * Hands a table's stream to a function, at least once, in order for each item.
 *
 * Several batches of one shard run side by side: a slow group delays only what shares its lane, and
 * an idle system still makes one invocation a message. A batch that fails is cut in half until the
 * record at fault is alone; after its retries, or an hour, it goes to the queue and frees the lane.
 * The queue's message says where in the stream the record is; it holds no text.
 */
export class StreamConsumer extends Construct {
  readonly failed: Queue

  constructor(scope: Construct, id: string, { from, to, only, settings }: StreamConsumerOptions) {
    super(scope, id)
    this.failed = new Queue(this, 'Failed', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    })
    to.allow(['sqs:SendMessage'], this.failed.queueArn)
    from.grantStream(to)
    new EventSourceMapping(this, 'Mapping', {
      target: to.lambda,
      eventSourceArn: from.streamArn,
      // LATEST would skip what is written while the mapping is being made or replaced: minutes.
      startingPosition: StartingPosition.TRIM_HORIZON,
      filters: [FilterCriteria.filter(only)],
      batchSize: settings.streamBatch,
      // Waiting to fill a batch would save invocations with every reader's time.
      maxBatchingWindow: Duration.seconds(0),
      parallelizationFactor: settings.streamParallelization,
      reportBatchItemFailures: true,
      bisectBatchOnError: true,
      retryAttempts: 5,
      maxRecordAge: Duration.hours(1),
      onFailure: { bind: () => ({ destination: this.failed.queueArn }) },
    })
  }
}
