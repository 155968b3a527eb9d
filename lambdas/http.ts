import { S3Client } from '@aws-sdk/client-s3'
import middy from '@middy/core'
import { Refusal } from '@parley/protocol'
import { s3Texts } from './adapters/texts.ts'
import { type HttpRequest, httpEdge } from './edge/http-edge.ts'
import { read } from './environment.ts'
import { userOfSubject } from './identity.ts'
import { operations } from './operations/index.ts'
import type { Operation, OperationContext } from './operations/operation.ts'
import { answeringWorld } from './world.ts'

const world: Omit<OperationContext, 'user'> = {
  ...answeringWorld(),
  // Path style: the one way of addressing a bucket that every S3 understands.
  texts: s3Texts(new S3Client({ forcePathStyle: true }), read('textBucket').textBucket),
}

/** Every request behind the JWT authorizer: the operation that its route names. */
export const handler = middy()
  .use(httpEdge())
  .handler(({ name, input, subject }: HttpRequest) => {
    if (subject === undefined || !(name in operations)) throw new Refusal('UNAUTHENTICATED')
    const operation = operations[name as keyof typeof operations] as Operation<never>
    return operation(input as never, { ...world, user: userOfSubject(subject) })
  })
