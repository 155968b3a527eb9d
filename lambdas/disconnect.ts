import middy from '@middy/core'
import type { ConnectionId } from '@parley/domain'
import type { APIGatewayProxyResult, APIGatewayProxyWebsocketEventV2 } from 'aws-lambda'
import { dynamoClient } from './adapters/dynamo.ts'
import { dynamoSockets } from './adapters/sockets.ts'
import { read } from './environment.ts'

const sockets = dynamoSockets(dynamoClient(), read('chatTable').chatTable)

/** `$disconnect`: forgets the socket. It may come late or never, so nothing depends on it. */
export const handler = middy<APIGatewayProxyWebsocketEventV2, APIGatewayProxyResult>().handler(
  async (event: APIGatewayProxyWebsocketEventV2): Promise<APIGatewayProxyResult> => {
    await sockets.drop(event.requestContext.connectionId as ConnectionId)
    return { statusCode: 200, body: '' }
  },
)
