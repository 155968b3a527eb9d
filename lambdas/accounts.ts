import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider'
import middy from '@middy/core'
import { Refusal } from '@parley/protocol'
import { dynamoClient } from './adapters/dynamo.ts'
import { cognitoIdentities } from './adapters/identities.ts'
import { dynamoProfiles } from './adapters/profiles.ts'
import { type HttpRequest, httpEdge } from './edge/http-edge.ts'
import { read } from './environment.ts'
import { doorOperations } from './operations/index.ts'
import type { DoorContext, Operation } from './operations/operation.ts'

const { chatTable, userPool, userPoolClient } = read('chatTable', 'userPool', 'userPoolClient')
const world: DoorContext = {
  identities: cognitoIdentities(new CognitoIdentityProviderClient({}), userPool, userPoolClient),
  profiles: dynamoProfiles(dynamoClient(), chatTable),
}

/** The only door without identity: sign-up, sign-in and refresh. No other operation can be reached through it. */
export const handler = middy()
  .use(httpEdge())
  .handler(({ name, input }: HttpRequest) => {
    if (!(name in doorOperations)) throw new Refusal('UNAUTHENTICATED')
    const operation = doorOperations[name as keyof typeof doorOperations] as Operation<never, DoorContext>
    return operation(input as never, world)
  })
