import middy from '@middy/core'
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda'
import { eachMessage } from './edge/queue-batch.ts'
import type { PushWork } from './ports.ts'
import { push } from './push/push.ts'
import { pushesWorld } from './world.ts'

const world = pushesWorld()

/** New entries whose readers may have to be pushed to. */
export const handler = middy<SQSEvent, SQSBatchResponse>().handler((event) =>
  eachMessage(event, (body) => push(body as PushWork, world)),
)
