import { Duration } from 'aws-cdk-lib'
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda'
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import type { Variable } from '../lambdas/environment.ts'
import type { ChatFunction } from './chat-function.ts'

export type WorkQueueOptions = {
  to: ChatFunction
  /** How often a message is handed to the function before it is given up. */
  tries: number
  /** How many messages one invocation takes at the most, of those there are: nothing waits for more. */
  batch?: number
}

/**
 * Work that a function does on its own, at least once, each message for itself: as many run side by side as there is
 * work. One that fails is tried again; after its tries it lies in `givenUp`, for a person.
 */
export class WorkQueue extends Construct {
  readonly queue: Queue
  readonly givenUp: Queue

  constructor(scope: Construct, id: string, { to, tries, batch = 1 }: WorkQueueOptions) {
    super(scope, id)
    this.givenUp = keptQueue(this, 'GivenUp')
    this.queue = keptQueue(this, 'Queue', {
      // As AWS advises: a message that Lambda could not hand over, being throttled, has been received as well.
      visibilityTimeout: Duration.seconds(6 * to.timeout),
      deadLetterQueue: { queue: this.givenUp, maxReceiveCount: tries },
    })
    to.allow(['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'], this.queue.queueArn)
    new EventSourceMapping(this, 'Mapping', {
      target: to.lambda,
      eventSourceArn: this.queue.queueArn,
      batchSize: batch,
      reportBatchItemFailures: true,
    })
  }

  /** Lets a function put work in; it finds the queue by this variable. */
  grantSend(to: ChatFunction, variable: Variable): void {
    to.allow(['sqs:SendMessage'], this.queue.queueArn)
    to.tell(variable, this.queue.queueUrl)
  }
}

/** An encrypted queue, over TLS only, that keeps its messages as long as SQS can. */
export function keptQueue(
  scope: Construct,
  id: string,
  more: { visibilityTimeout?: Duration; deadLetterQueue?: { queue: Queue; maxReceiveCount: number } } = {},
): Queue {
  return new Queue(scope, id, {
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
    ...more,
  })
}
