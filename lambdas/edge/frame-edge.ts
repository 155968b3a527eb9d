import type { MiddlewareObj } from '@middy/core'
import type { ConnectionId } from '@parley/domain'
import {
  type AnyRequest,
  BAD_FRAMES_ALLOWED,
  type EventPayload,
  frameIdOf,
  parseObject,
  requestOf,
  toWireError,
} from '@parley/protocol'
import type { APIGatewayProxyStructuredResultV2, APIGatewayProxyWebsocketEventV2, Context } from 'aws-lambda'
import type { Post, Sockets } from '../ports.ts'
import { logFault } from './log-fault.ts'

/** A frame that has passed the wire's schema. */
export type FrameEvent = { readonly request: AnyRequest; readonly connection: ConnectionId }
type Internal = { connection?: ConnectionId; frameId?: string | undefined }

/**
 * Between API Gateway and the actions: a frame in, its reply out as the route's response. A refusal is a
 * reply as well, bearing the frame's id as far as it could be read. Who keeps sending what is no frame is
 * told so and cut off.
 */
export function frameEdge(
  sockets: Sockets,
  post: Post,
  now: () => number,
): MiddlewareObj<FrameEvent, object, Error, Context, Internal> {
  return {
    before(request) {
      const event = request.event as unknown as APIGatewayProxyWebsocketEventV2
      const connection = event.requestContext.connectionId as ConnectionId
      request.internal.connection = connection
      const frame = parseObject(event.body ?? '')
      request.internal.frameId = frameIdOf(frame)
      request.event = { request: requestOf(frame), connection }
    },
    after: ({ internal, response }) => reply({ id: internal.frameId, ok: true, ...response }),
    async onError({ internal, error }) {
      logFault(error)
      const wire = toWireError(error)
      // A strike that cannot be counted costs the sender no reply.
      if (wire.code === 'BAD_FRAME' && internal.connection) await strike(internal.connection).catch(logFault)
      return reply({ id: internal.frameId ?? null, ok: false, error: wire })
    },
  }

  async function strike(connection: ConnectionId): Promise<void> {
    if ((await sockets.strike(connection, now())) <= BAD_FRAMES_ALLOWED) return
    const closing: EventPayload<'closing'> = { event: 'closing', reason: 'bad-frames' }
    await post.send(connection, JSON.stringify(closing)).catch(() => {})
    await post.close(connection)
  }
}

function reply(body: object): APIGatewayProxyStructuredResultV2 {
  return { statusCode: 200, body: JSON.stringify(body) }
}
