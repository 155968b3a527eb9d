import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider'
import middy from '@middy/core'
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda'
import { dynamoBelongings } from './adapters/belongings.ts'
import { dynamoClient } from './adapters/dynamo.ts'
import { queueEndings } from './adapters/endings.ts'
import { cognitoIdentities } from './adapters/identities.ts'
import { gatewayPost, managementClient } from './adapters/post.ts'
import { dynamoPushEndpoints } from './adapters/push-endpoints.ts'
import { readApplications, snsClient, snsPusher } from './adapters/pusher.ts'
import { queueClient } from './adapters/queue-client.ts'
import { eachMessage } from './edge/queue-batch.ts'
import { end } from './ending/ending.ts'
import { read } from './environment.ts'
import type { AccountEnding } from './ports.ts'
import { answeringWorld } from './world.ts'

const { chatTable, endingsQueue, userPool, pushApplications } = read(
  'chatTable',
  'endingsQueue',
  'userPool',
  'pushApplications',
)
const dynamo = dynamoClient()
const world = {
  ...answeringWorld(),
  belongings: dynamoBelongings(dynamo, chatTable),
  identities:
    userPool === '' ? undefined : cognitoIdentities(new CognitoIdentityProviderClient({}), userPool, ''),
  post: gatewayPost(managementClient()),
  pushEndpoints: dynamoPushEndpoints(dynamo, chatTable),
  pusher: snsPusher(snsClient(), readApplications(pushApplications), Date.now),
  endings: queueEndings(queueClient(), endingsQueue),
}

/** Accounts whose end was asked for, each for itself. */
export const handler = middy<SQSEvent, SQSBatchResponse>().handler((event) =>
  eachMessage(event, (body) => end(body as AccountEnding, world)),
)
