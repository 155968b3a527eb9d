import middy from '@middy/core'
import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda'
import { announceChoice } from './delivery/announce-choice.ts'
import { announcePresence } from './delivery/announce-presence.ts'
import { announceReceipt } from './delivery/announce-receipt.ts'
import { type Announcement, announcementOf, latest } from './delivery/announcement.ts'
import { logFault } from './edge/log-fault.ts'
import { batchResponse, decodeBatch } from './edge/stream-batch.ts'
import { settleAll } from './parallel.ts'
import { deliveringWorld } from './world.ts'

const AT_ONCE = 50

const world = deliveringWorld()

/** What people's devices say in the Chat stream (how far they have come, what they choose, that they come and go) goes to those it concerns. */
export const handler = middy<DynamoDBStreamEvent, DynamoDBBatchResponse>().handler(async (event) => {
  const { decoded, failed } = decodeBatch(event, announcementOf)
  const due = latest(decoded)
  const results = await settleAll(due, AT_ONCE, ({ value }) => announce(value))
  const unfinished = due.filter((_, index) => {
    const result = results[index]!
    if (result.status === 'rejected') logFault(result.reason)
    return result.status === 'rejected'
  })
  return batchResponse([...failed, ...unfinished.map(({ sequence }) => sequence)])
})

function announce(news: Announcement): Promise<void> {
  if (news.type === 'receipt') return announceReceipt(news, world)
  if (news.type === 'turn') return announcePresence(news, world)
  return announceChoice(news, world)
}
