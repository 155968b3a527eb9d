import middy from '@middy/core'
import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda'
import { dynamoClient } from './adapters/dynamo.ts'
import { dynamoInbox } from './adapters/inbox.ts'
import { directMembers } from './adapters/members.ts'
import { entryOfItem } from './adapters/message-log.ts'
import { gatewayPost, managementClient } from './adapters/post.ts'
import { dynamoSockets } from './adapters/sockets.ts'
import { deliver } from './delivery/deliver.ts'
import { batchResponse, decodeBatch } from './edge/stream-batch.ts'
import { read } from './environment.ts'

const { chatTable } = read('chatTable')
const dynamo = dynamoClient()
const world = {
  members: directMembers,
  inbox: dynamoInbox(dynamo, chatTable),
  sockets: dynamoSockets(dynamo, chatTable),
  post: gatewayPost(managementClient()),
  now: Date.now,
}

/** New entries of the Messages stream go to their conversations' members. */
export const handler = middy<DynamoDBStreamEvent, DynamoDBBatchResponse>().handler(async (event) => {
  const { decoded, failed } = decodeBatch(event, entryOfItem)
  const unfinished = await deliver(
    decoded.map(({ value }) => value),
    world,
  )
  const again = decoded.filter(({ value }) => unfinished.has(value.conversation))
  return batchResponse([...failed, ...again.map(({ sequence }) => sequence)])
})
