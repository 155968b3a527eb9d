import type { IncomingMessage } from 'node:http'
import type { CorsConfiguration } from '../contracts.ts'
import type { HttpResponse } from './http-response.ts'

type Headers = Record<string, string>

/** A preflight is answered by the gateway, whatever routes there are. */
export const isPreflight = (request: IncomingMessage) =>
  request.method === 'OPTIONS' &&
  request.headers.origin !== undefined &&
  request.headers['access-control-request-method'] !== undefined

export function preflightResponse(cors: CorsConfiguration, origin: string | undefined): HttpResponse {
  const shared = corsHeaders(cors, origin)
  const headers = 'access-control-allow-origin' in shared && {
    ...shared,
    ...(cors.AllowMethods && { 'access-control-allow-methods': cors.AllowMethods.join(',') }),
    ...(cors.AllowHeaders && { 'access-control-allow-headers': cors.AllowHeaders.join(',') }),
    ...(cors.MaxAge !== undefined && { 'access-control-max-age': String(cors.MaxAge) }),
  }
  return { status: 204, headers: headers || {}, body: Buffer.alloc(0) }
}

/**
 * Any response as a configured gateway sends it, refusals included:
 * its CORS headers are the only ones, a function's own are dropped.
 */
export function withCors(
  response: HttpResponse,
  cors: CorsConfiguration,
  origin: string | undefined,
): HttpResponse {
  const kept = Object.entries(response.headers).filter(([name]) => !name.startsWith('access-control-'))
  return { ...response, headers: { ...Object.fromEntries(kept), ...corsHeaders(cors, origin) } }
}

/** Nothing for an origin that is not allowed. */
function corsHeaders(cors: CorsConfiguration, origin: string | undefined): Headers {
  const allowed = origin === undefined ? undefined : allowedOrigin(cors.AllowOrigins ?? [], origin)
  if (allowed === undefined) return {}
  return {
    'access-control-allow-origin': allowed,
    ...(allowed !== '*' && { vary: 'Origin' }),
    ...(cors.AllowCredentials && { 'access-control-allow-credentials': 'true' }),
    ...(cors.ExposeHeaders && { 'access-control-expose-headers': cors.ExposeHeaders.join(',') }),
  }
}

function allowedOrigin(patterns: string[], origin: string): string | undefined {
  if (patterns.includes('*')) return '*'
  const matches = (pattern: string) =>
    pattern.endsWith('://*') ? origin.startsWith(pattern.slice(0, -1)) : pattern === origin
  return patterns.some(matches) ? origin : undefined
}
