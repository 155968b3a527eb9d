import type { Outcome } from './integration.ts'

export type HttpResponse = { status: number; headers: Record<string, string | string[]>; body: Buffer }

/** The gateway's own answers: `{"message": …}`. */
export const gatewayResponse = (status: number, message: string, headers: Record<string, string> = {}) =>
  jsonResponse(status, JSON.stringify({ message }), headers)

/** What the client gets for a function's outcome, by the inference rules of payload format 2.0. */
export function responseOf(outcome: Outcome): HttpResponse {
  if (outcome.status === 'timed-out') return gatewayResponse(503, 'Service Unavailable')
  if (outcome.status === 'failed') return gatewayResponse(500, 'Internal Server Error')
  const { value } = outcome
  const isProxyResult = typeof value === 'object' && value !== null && 'statusCode' in value
  if (isProxyResult) return proxyResponse(value) ?? gatewayResponse(500, 'Internal Server Error')
  return jsonResponse(200, typeof value === 'string' ? value : (JSON.stringify(value) ?? 'null'))
}

const jsonResponse = (status: number, text: string, headers: Record<string, string> = {}): HttpResponse => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: Buffer.from(text),
})

type ProxyResult = {
  statusCode?: unknown
  headers?: Record<string, unknown> | null
  cookies?: unknown
  body?: unknown
  isBase64Encoded?: unknown
}

// The server frames the response itself.
const CONNECTION_HEADERS = new Set([
  'connection',
  'content-length',
  'keep-alive',
  'transfer-encoding',
  'upgrade',
])

function proxyResponse(result: ProxyResult): HttpResponse | undefined {
  const status = Number(result.statusCode)
  const body = result.body ?? ''
  if (!Number.isInteger(status) || status < 200 || status > 599 || typeof body !== 'string') return undefined
  const headers: HttpResponse['headers'] = { 'content-type': 'text/plain;charset=UTF-8' }
  for (const [name, value] of Object.entries(result.headers ?? {})) {
    if (!CONNECTION_HEADERS.has(name.toLowerCase())) headers[name.toLowerCase()] = String(value)
  }
  if (Array.isArray(result.cookies)) headers['set-cookie'] = result.cookies.map(String)
  return { status, headers, body: Buffer.from(body, result.isBase64Encoded === true ? 'base64' : 'utf8') }
}
