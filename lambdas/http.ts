import middy from '@middy/core'
import type { UserId } from '@parley/domain'
import { type OperationName, Refusal } from '@parley/protocol'
import { dynamoClient } from './adapters/dynamo.ts'
import { queueEndings } from './adapters/endings.ts'
import { dynamoInvites } from './adapters/invites.ts'
import { dynamoMarks } from './adapters/marks.ts'
import { mediaClient, s3MediaStore } from './adapters/media-store.ts'
import { gatewayPost, managementClient } from './adapters/post.ts'
import { dynamoPushEndpoints } from './adapters/push-endpoints.ts'
import { readApplications, snsClient, snsPusher } from './adapters/pusher.ts'
import { queueClient } from './adapters/queue-client.ts'
import { s3Texts, textClient } from './adapters/texts.ts'
import { queueThumbnails } from './adapters/thumbnails.ts'
import { type HttpRequest, httpEdge } from './edge/http-edge.ts'
import { read } from './environment.ts'
import { userOfSubject } from './identity.ts'
import { operations } from './operations/index.ts'
import type { Operation, OperationContext } from './operations/operation.ts'
import { paceOf } from './operations/paced.ts'
import { paceGuard } from './pace.ts'
import { knownSignIns } from './sign-ins.ts'
import { answeringWorld } from './world.ts'

const { textBucket, chatTable, mediaBucket } = read('textBucket', 'chatTable', 'mediaBucket')
const { downloads, pushApplications } = read('downloads', 'pushApplications')
const { endingsQueue, thumbnailsQueue } = read('endingsQueue', 'thumbnailsQueue')
const dynamo = dynamoClient()
const world: Omit<OperationContext, 'user' | 'signedInAt'> = {
  ...answeringWorld(),
  texts: s3Texts(textClient(), textBucket),
  invites: dynamoInvites(dynamo, chatTable),
  marks: dynamoMarks(dynamo, chatTable),
  post: gatewayPost(managementClient()),
  mediaStore: s3MediaStore(mediaClient(), mediaBucket, downloads),
  pushEndpoints: dynamoPushEndpoints(dynamo, chatTable),
  thumbnails: queueThumbnails(queueClient(), thumbnailsQueue),
  endings: queueEndings(queueClient(), endingsQueue),
  pusher: snsPusher(snsClient(), readApplications(pushApplications), Date.now),
}

/** What whoever has just been signed out must not do in its last minute: it would end the others for good. */
const GRAVE: ReadonlySet<OperationName> = new Set(['deleteMe', 'signOutEverywhere', 'removeDevice'])
const pace = paceGuard(world.paces, world.rules, world.now)
const mustBeGood = knownSignIns(world.sockets, world.now)

/** Every request behind the JWT authorizer: the operation that its route names. */
export const handler = middy()
  .use(httpEdge())
  .handler(async ({ name, input, subject, signedInAt }: HttpRequest) => {
    if (subject === undefined || !(name in operations)) throw new Refusal('UNAUTHENTICATED')
    const operation = operations[name as keyof typeof operations] as Operation<never>
    const user = userOfSubject(subject)
    await mustBeGood(user, signedInAt, GRAVE.has(name))
    await spend(name, user)
    return operation(input as never, { ...world, user, signedInAt })
  })

async function spend(name: OperationName, user: UserId): Promise<void> {
  const of = paceOf(name)
  if (of === 'write') await pace.spend({ user })
  else if (of) await pace.spendOn(of, user)
}
