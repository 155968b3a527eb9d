import middy from '@middy/core'
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda'
import { replay } from './delivery/replay.ts'
import { rangeOf } from './edge/failure-record.ts'
import { eachMessage } from './edge/queue-batch.ts'
import { replayingWorld } from './world.ts'

/** As often as the queue lets a message come before it goes to the dead-letter queue. */
const TRIES = 3

const world = replayingWorld()

/** What fan-out gave up on is delivered once more; what still fails in the end, its author is told. */
export const handler = middy<SQSEvent, SQSBatchResponse>().handler((event) =>
  eachMessage(event, (body, { attributes }) =>
    replay(rangeOf(body), Number(attributes.ApproximateReceiveCount) >= TRIES, world),
  ),
)
