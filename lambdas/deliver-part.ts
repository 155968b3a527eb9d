import middy from '@middy/core'
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda'
import { deliverPart } from './delivery/deliver-part.ts'
import { eachMessage } from './edge/queue-batch.ts'
import type { Part } from './ports.ts'
import { pushingWorld } from './world.ts'

const world = pushingWorld()

/** Parts of deliveries too large for one function, each to the sockets of some members. */
export const handler = middy<SQSEvent, SQSBatchResponse>().handler((event) =>
  eachMessage(event, (body) => deliverPart(body as Part, world)),
)
