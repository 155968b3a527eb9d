import type { IncomingMessage, ServerResponse } from 'node:http'
import { isConnectionId, newRequestId } from './ids.ts'
import { readBody } from './read-body.ts'
import { requestUrl } from './request-url.ts'
import type { Throttle } from './throttle.ts'
import type { Connection } from './websocket-connection.ts'

export type ConnectionsApi = (request: IncomingMessage, response: ServerResponse) => Promise<void>

type Options = {
  stage: string
  messageBytes: number
  throttle: Throttle
  find: (connectionId: string) => Connection | undefined
  /** Sends to the client; called only with a connection that is still there. */
  send: (connection: Connection, data: Buffer) => void
}

/** The `@connections` commands: POST, GET and DELETE `/{stage}/@connections/{connectionId}`. */
export function connectionsApi(options: Options): ConnectionsApi {
  return async (request, response) => {
    const refuse = (status: number, type: string, message?: string) =>
      answer(response, status, type, { message })
    const connectionId = targetOf(request, options.stage)
    if (connectionId === undefined || !isSigned(request)) {
      return refuse(403, 'MissingAuthenticationTokenException', 'Missing Authentication Token')
    }
    if (!options.throttle()) return refuse(429, 'LimitExceededException', 'Too Many Requests')
    if (!isConnectionId(connectionId)) return refuse(400, 'BadRequestException', 'Invalid connectionId')
    const body = await readBody(request, options.messageBytes)
    if (!body) return refuse(413, 'PayloadTooLargeException', 'Message too long')

    const connection = options.find(connectionId)
    if (!connection) return refuse(410, 'GoneException')
    if (request.method === 'POST') {
      options.send(connection, body)
      return answer(response, 200)
    }
    if (request.method === 'DELETE') {
      connection.close(1000)
      return answer(response, 204)
    }
    answer(response, 200, undefined, describe(connection))
  }
}

const METHODS = new Set(['POST', 'GET', 'DELETE'])

function targetOf(request: IncomingMessage, stage: string): string | undefined {
  const [, first, second, id, ...rest] = requestUrl(request).pathname.split('/')
  const isCommand = first === stage && second !== undefined && decode(second) === '@connections'
  if (!METHODS.has(request.method ?? '') || !isCommand || !id || rest.length > 0) return undefined
  return decode(id)
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}

// Not verified, for there are no credentials here; but AWS answers nobody who does not sign.
const isSigned = (request: IncomingMessage) =>
  request.headers.authorization?.startsWith('AWS4-HMAC-SHA256 ') ?? false

const describe = ({ info, lastActiveAt }: Connection) => ({
  connectedAt: new Date(info.connectedAt).toISOString(),
  identity: info.identity,
  lastActiveAt: new Date(lastActiveAt).toISOString(),
})

function answer(response: ServerResponse, status: number, errorType?: string, body?: object): void {
  const text = body ? JSON.stringify(body) : ''
  response.writeHead(status, {
    'x-amzn-RequestId': newRequestId(),
    ...(errorType && { 'x-amzn-ErrorType': errorType }),
    ...(text && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
  })
  response.end(text)
}
