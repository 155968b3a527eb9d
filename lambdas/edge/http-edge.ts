import type { MiddlewareObj } from '@middy/core'
import {
  check,
  MAX_BODY_BYTES,
  OPERATIONS,
  type OperationName,
  parseObject,
  Refusal,
  statusOf,
  toWireError,
} from '@parley/protocol'
import type {
  APIGatewayProxyEventV2WithJWTAuthorizer,
  APIGatewayProxyStructuredResultV2,
  Context,
} from 'aws-lambda'
import type { OperationInput } from '../operations/operation.ts'
import { logFault } from './log-fault.ts'

/** A request that has passed the wire's schema. */
export type HttpRequest = {
  readonly name: OperationName
  readonly input: OperationInput<OperationName>
  /** Who asks; absent where no authorizer stood in front. */
  readonly subject: string | undefined
  /**
   * When that person signed in, milliseconds since the epoch, to the second: by `auth_time`, or from an issuer that
   * does not tell, by when the token was issued. 0 if not even that is known.
   */
  readonly signedInAt: number
}

const byRoute = new Map(
  Object.entries(OPERATIONS).map(([name, { route }]) => [route as string, name as OperationName]),
)

/** Between API Gateway and the operations: the request is held against its schemas, the reply or refusal is JSON. */
export function httpEdge(): MiddlewareObj<HttpRequest, object, Error, Context> {
  return {
    before(request) {
      const event = request.event as unknown as APIGatewayProxyEventV2WithJWTAuthorizer
      const name = byRoute.get(event.routeKey)
      if (!name) throw new Refusal('UNSUPPORTED', 'route')
      const { path, query, body } = OPERATIONS[name]
      request.event = {
        name,
        input: {
          path: check(path, event.pathParameters ?? {}),
          query: check(query, event.queryStringParameters ?? {}),
          body: check(body, bodyOf(event)),
        } as OperationInput<OperationName>,
        subject: subjectOf(event),
        signedInAt: signedInAt(event),
      }
    },
    after: ({ response }) => answer(200, response ?? {}),
    onError({ error }) {
      logFault(error)
      const wire = toWireError(error)
      return answer(statusOf(wire), { error: wire })
    },
  }
}

function bodyOf({ body, isBase64Encoded }: APIGatewayProxyEventV2WithJWTAuthorizer): Record<string, unknown> {
  if (!body) return {}
  if (body.length > MAX_BODY_BYTES) throw new Refusal('TOO_LARGE')
  return parseObject(isBase64Encoded ? decode(body) : body)
}

function decode(body: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(body, 'base64'))
  } catch {
    throw new Refusal('BAD_FRAME', 'not UTF-8')
  }
}

/** Who asks, as the JWT authorizer proved it. An id token says who someone is, not that they may act. */
function subjectOf(event: APIGatewayProxyEventV2WithJWTAuthorizer): string | undefined {
  const claims = event.requestContext.authorizer?.jwt?.claims
  if (claims?.token_use !== undefined && claims.token_use !== 'access') throw new Refusal('UNAUTHENTICATED')
  return typeof claims?.sub === 'string' && claims.sub !== '' ? claims.sub : undefined
}

function signedInAt(event: APIGatewayProxyEventV2WithJWTAuthorizer): number {
  const claims = event.requestContext.authorizer?.jwt?.claims
  const seconds = Number(claims?.auth_time ?? claims?.iat)
  return Number.isFinite(seconds) ? seconds * 1000 : 0
}

function answer(statusCode: number, body: object): APIGatewayProxyStructuredResultV2 {
  return {
    statusCode,
    headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' },
    body: JSON.stringify(body),
  }
}
