import middy from '@middy/core'
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda'
import { replay } from './delivery/replay.ts'
import { rangeOf } from './edge/failure-record.ts'
import { eachMessage } from './edge/queue-batch.ts'
import { REPLAYS } from './rules.ts'
import { replayingWorld } from './world.ts'

const world = replayingWorld()

/** What fan-out gave up on is delivered once more; what still fails in the end, its author is told. */
export const handler = middy<SQSEvent, SQSBatchResponse>().handler((event) =>
  eachMessage(event, (body, { attributes }) =>
    replay(rangeOf(body), Number(attributes.ApproximateReceiveCount) >= REPLAYS, world),
  ),
)
