import middy from '@middy/core'
import type { SNSEvent } from 'aws-lambda'
import { dynamoClient } from './adapters/dynamo.ts'
import { dynamoPushEndpoints } from './adapters/push-endpoints.ts'
import { readApplications, snsClient, snsPusher } from './adapters/pusher.ts'
import { read } from './environment.ts'
import { learn } from './push/feedback.ts'

const { chatTable, pushApplications } = read('chatTable', 'pushApplications')
const world = {
  pushEndpoints: dynamoPushEndpoints(dynamoClient(), chatTable),
  pusher: snsPusher(snsClient(), readApplications(pushApplications), Date.now),
}

/** What push services tell SNS of devices that they could not deliver to. SNS tries again what fails. */
export const handler = middy<SNSEvent, void>().handler(async ({ Records }) => {
  await Promise.all(Records.map(({ Sns }) => learn(Sns.Message, world)))
})
