import middy from '@middy/core'
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda'
import { eachMessage } from './edge/queue-batch.ts'
import type { Look } from './ports.ts'
import { lookAtPerson } from './presence/look.ts'
import { lookingWorld } from './world.ts'

const world = lookingWorld()

/** Looks at people who may have gone, each when it is due. */
export const handler = middy<SQSEvent, SQSBatchResponse>().handler((event) =>
  eachMessage(event, (body, { attributes }) =>
    lookAtPerson(body as Look, Number(attributes.ApproximateReceiveCount) > 1, world),
  ),
)
