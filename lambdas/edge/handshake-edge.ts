import type { MiddlewareObj } from '@middy/core'
import type { ConnectionId } from '@parley/domain'
import type { APIGatewayProxyResult, APIGatewayProxyWebsocketEventV2, Context } from 'aws-lambda'
import { logFault } from './log-fault.ts'

/** What a handshake says of itself. */
export type ConnectEvent = {
  readonly connection: ConnectionId
  readonly origin: string | undefined
  readonly version: string | undefined
  readonly ticket: string | undefined
}

/** The event of `$connect`: unlike that of a frame it has the handshake's headers and query. */
type HandshakeEvent = APIGatewayProxyWebsocketEventV2 & {
  headers?: Record<string, string | undefined>
  queryStringParameters?: Record<string, string | undefined>
}

/** Reads the handshake; the handler answers with a status. A fault refuses it: nobody is let in by accident. */
export function handshakeEdge(): MiddlewareObj<ConnectEvent, number | APIGatewayProxyResult, Error, Context> {
  return {
    before(request) {
      const {
        requestContext,
        headers,
        queryStringParameters: query,
      } = request.event as unknown as HandshakeEvent
      request.event = {
        connection: requestContext.connectionId as ConnectionId,
        origin: header(headers, 'origin'),
        version: query?.v,
        ticket: query?.ticket,
      }
    },
    after: ({ response }) => status(response as number),
    onError({ error }) {
      logFault(error)
      return status(500)
    },
  }
}

/** API Gateway passes header names as the client wrote them. */
function header(headers: HandshakeEvent['headers'], name: string): string | undefined {
  return Object.entries(headers ?? {}).find(([key]) => key.toLowerCase() === name)?.[1]
}

function status(statusCode: number): APIGatewayProxyResult {
  return { statusCode, body: '' }
}
