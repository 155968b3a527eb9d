import type { IncomingMessage } from 'node:http'
import { isText } from './content-type.ts'
import { newRequestId } from './ids.ts'
import type { JwtIdentity } from './jwt-authorizer.ts'
import { sourceIp } from './listener.ts'
import { requestTime } from './request-time.ts'
import { requestUrl } from './request-url.ts'

export type HttpEventInput = {
  api: { apiId: string; accountId: string; stage: string; domainName: string }
  request: IncomingMessage
  body: Buffer
  routeKey: string
  pathParameters: Record<string, string>
  jwt?: JwtIdentity
}

/** The proxy event in payload format 2.0. */
export function httpEvent(input: HttpEventInput) {
  const { request, body, routeKey, pathParameters } = input
  const url = requestUrl(request)
  const query = queryOf(url.searchParams)
  const headers = headersOf(request)
  const cookies = request.headers.cookie?.split(/;\s*/).filter(Boolean)
  const text = isText(request.headers['content-type'])
  return {
    version: '2.0',
    routeKey,
    rawPath: url.pathname,
    rawQueryString: url.search.slice(1),
    ...(cookies?.length && { cookies }),
    headers,
    ...(query && { queryStringParameters: query }),
    requestContext: context(input, url.pathname),
    ...(Object.keys(pathParameters).length > 0 && { pathParameters }),
    ...(body.length > 0 && { body: body.toString(text ? 'utf8' : 'base64') }),
    isBase64Encoded: body.length > 0 && !text,
  }
}

function context({ api, request, routeKey, jwt }: HttpEventInput, path: string) {
  const now = Date.now()
  return {
    accountId: api.accountId,
    apiId: api.apiId,
    ...(jwt && { authorizer: { jwt } }),
    domainName: api.domainName,
    domainPrefix: api.apiId,
    http: {
      method: request.method,
      path,
      protocol: `HTTP/${request.httpVersion}`,
      sourceIp: sourceIp(request.socket.remoteAddress),
      userAgent: request.headers['user-agent'] ?? '',
    },
    requestId: newRequestId(),
    routeKey,
    stage: api.stage,
    time: requestTime(now),
    timeEpoch: now,
  }
}

/** Lower-case names, repeated values joined with a comma; cookies have a field of their own. */
function headersOf(request: IncomingMessage): Record<string, string> {
  const { cookie: _, ...headers } = request.headersDistinct
  const joined = Object.entries(headers).map(([name, values]) => [name, values?.join(',') ?? ''])
  return {
    ...Object.fromEntries(joined),
    'x-forwarded-for': sourceIp(request.socket.remoteAddress),
    'x-forwarded-port': String(request.socket.localPort),
    'x-forwarded-proto': 'http',
  }
}

function queryOf(search: URLSearchParams): Record<string, string> | undefined {
  const names = [...new Set(search.keys())]
  if (names.length === 0) return undefined
  return Object.fromEntries(names.map((name) => [name, search.getAll(name).join(',')]))
}
