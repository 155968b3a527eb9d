import type { IncomingMessage } from 'node:http'
import { newMessageId, newRequestId } from './ids.ts'
import { sourceIp } from './listener.ts'
import { requestTime } from './request-time.ts'
import { requestUrl } from './request-url.ts'
import type { ConnectionInfo, Departure } from './websocket-connection.ts'

export type Identity = { sourceIp: string; userAgent?: string }

/** What every event of one API says about the API. */
export type ApiIdentity = { apiId: string; stage: string; domainName: string }

/** The `$connect` proxy event: the only one with the request's headers and query. */
export function connectEvent(api: ApiIdentity, connection: ConnectionInfo, request: IncomingMessage) {
  const headers = headersOf(request, connection.identity, api.domainName)
  const query = queryOf(request)
  return {
    headers: lastOf(headers),
    multiValueHeaders: Object.fromEntries(headers),
    ...(query && {
      queryStringParameters: lastOf(query),
      multiValueQueryStringParameters: Object.fromEntries(query),
    }),
    requestContext: context(api, connection, '$connect', 'CONNECT'),
    isBase64Encoded: false,
  }
}

export function messageEvent(api: ApiIdentity, connection: ConnectionInfo, routeKey: string, body: string) {
  return {
    requestContext: { ...context(api, connection, routeKey, 'MESSAGE'), messageId: newMessageId() },
    body,
    isBase64Encoded: false,
  }
}

export function disconnectEvent(api: ApiIdentity, connection: ConnectionInfo, departure: Departure) {
  const headers = { Host: api.domainName, 'x-api-key': '', 'X-Forwarded-For': '', 'x-restapi': '' }
  return {
    headers,
    multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
    requestContext: {
      ...context(api, connection, '$disconnect', 'DISCONNECT'),
      disconnectStatusCode: departure.code,
      disconnectReason: departure.reason,
    },
    isBase64Encoded: false,
  }
}

export const identityOf = (request: IncomingMessage): Identity => ({
  sourceIp: sourceIp(request.socket.remoteAddress),
  ...(request.headers['user-agent'] !== undefined && { userAgent: request.headers['user-agent'] }),
})

function context(api: ApiIdentity, connection: ConnectionInfo, routeKey: string, eventType: string) {
  const now = Date.now()
  const requestId = newRequestId()
  return {
    routeKey,
    eventType,
    extendedRequestId: requestId,
    requestTime: requestTime(now),
    messageDirection: 'IN',
    stage: api.stage,
    connectedAt: connection.connectedAt,
    requestTimeEpoch: now,
    identity: connection.identity,
    requestId,
    domainName: api.domainName,
    connectionId: connection.connectionId,
    apiId: api.apiId,
  }
}

// Collected in maps: a header or a parameter may be called `__proto__`.
type Multi = Map<string, string[]>

/** Names keep the case in which the client wrote them, as on AWS: a handler must not count on either. */
function headersOf(request: IncomingMessage, identity: Identity, domainName: string): Multi {
  const headers: Multi = new Map()
  for (let i = 0; i < request.rawHeaders.length; i += 2) {
    add(headers, request.rawHeaders[i]!, request.rawHeaders[i + 1]!)
  }
  headers.set('X-Forwarded-For', [identity.sourceIp])
  headers.set('X-Forwarded-Port', [domainName.split(':').at(-1)!])
  headers.set('X-Forwarded-Proto', ['http'])
  return headers
}

function queryOf(request: IncomingMessage): Multi | undefined {
  const query: Multi = new Map()
  for (const [name, value] of requestUrl(request).searchParams) add(query, name, value)
  return query.size > 0 ? query : undefined
}

function add(multi: Multi, name: string, value: string): void {
  const values = multi.get(name)
  if (values) values.push(value)
  else multi.set(name, [value])
}

const lastOf = (multi: Multi) =>
  Object.fromEntries([...multi].map(([name, values]) => [name, values.at(-1)!]))
