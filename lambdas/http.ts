import { S3Client } from '@aws-sdk/client-s3'
import middy from '@middy/core'
import type { ConversationId, Head } from '@parley/domain'
import { Refusal } from '@parley/protocol'
import { dynamoClient } from './adapters/dynamo.ts'
import { dynamoInbox } from './adapters/inbox.ts'
import { directMembers } from './adapters/members.ts'
import { dynamoMessageLog } from './adapters/message-log.ts'
import { dynamoProfiles } from './adapters/profiles.ts'
import { dynamoSockets } from './adapters/sockets.ts'
import { s3Texts } from './adapters/texts.ts'
import { type HttpRequest, httpEdge } from './edge/http-edge.ts'
import { read } from './environment.ts'
import { userOfSubject } from './identity.ts'
import { operations } from './operations/index.ts'
import type { Operation, OperationContext } from './operations/operation.ts'
import { remembered } from './remembered.ts'

const { messagesTable, chatTable, textBucket } = read('messagesTable', 'chatTable', 'textBucket')
const dynamo = dynamoClient()
const world: Omit<OperationContext, 'user'> = {
  log: dynamoMessageLog(dynamo, messagesTable),
  members: directMembers,
  inbox: dynamoInbox(dynamo, chatTable),
  profiles: dynamoProfiles(dynamo, chatTable),
  sockets: dynamoSockets(dynamo, chatTable),
  // Path style: the one way of addressing a bucket that every S3 understands.
  texts: s3Texts(new S3Client({ forcePathStyle: true }), textBucket),
  tails: remembered<ConversationId, Head>(10_000),
  now: Date.now,
}

/** Every request behind the JWT authorizer: the operation that its route names. */
export const handler = middy()
  .use(httpEdge())
  .handler(({ name, input, subject }: HttpRequest) => {
    if (subject === undefined || !(name in operations)) throw new Refusal('UNAUTHENTICATED')
    const operation = operations[name as keyof typeof operations] as Operation<never>
    return operation(input as never, { ...world, user: userOfSubject(subject) })
  })
