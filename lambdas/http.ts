import middy from '@middy/core'
import { OPERATIONS, type OperationName, Refusal } from '@parley/protocol'
import { dynamoClient } from './adapters/dynamo.ts'
import { dynamoInvites } from './adapters/invites.ts'
import { dynamoMarks } from './adapters/marks.ts'
import { gatewayPost, managementClient } from './adapters/post.ts'
import { s3Texts, textClient } from './adapters/texts.ts'
import { type HttpRequest, httpEdge } from './edge/http-edge.ts'
import { read } from './environment.ts'
import { userOfSubject } from './identity.ts'
import { operations } from './operations/index.ts'
import type { Operation, OperationContext } from './operations/operation.ts'
import { paceGuard } from './pace.ts'
import { answeringWorld } from './world.ts'

const { textBucket, chatTable } = read('textBucket', 'chatTable')
const dynamo = dynamoClient()
const world: Omit<OperationContext, 'user' | 'signedInAt'> = {
  ...answeringWorld(),
  texts: s3Texts(textClient(), textBucket),
  invites: dynamoInvites(dynamo, chatTable),
  marks: dynamoMarks(dynamo, chatTable),
  post: gatewayPost(managementClient()),
}
const pace = paceGuard(world.paces, world.rules, world.now)

/** Every request behind the JWT authorizer: the operation that its route names. */
export const handler = middy()
  .use(httpEdge())
  .handler(async ({ name, input, subject, signedInAt }: HttpRequest) => {
    if (subject === undefined || !(name in operations)) throw new Refusal('UNAUTHENTICATED')
    const operation = operations[name as keyof typeof operations] as Operation<never>
    const user = userOfSubject(subject)
    if (isPaced(name)) await pace.spend({ user })
    return operation(input as never, { ...world, user, signedInAt })
  })

/** What writes into a conversation goes at its writer's pace: whatever the wire's table says may be refused for that. */
function isPaced(name: OperationName): boolean {
  const errors: readonly string[] = OPERATIONS[name].errors
  return errors.includes('RATE_LIMITED')
}
