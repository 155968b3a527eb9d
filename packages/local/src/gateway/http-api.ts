import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { HttpApi, HttpApiOptions, HttpRoute } from '../contracts.ts'
import { isPreflight, preflightResponse, withCors } from './cors.ts'
import { httpEvent } from './http-events.ts'
import { gatewayResponse, type HttpResponse, responseOf } from './http-response.ts'
import { httpRouter, type RouteMatch } from './http-routes.ts'
import { identityToken } from './identity-source.ts'
import { newRequestId } from './ids.ts'
import { integrate, reportFailure } from './integration.ts'
import { jwtVerifier } from './jwt-authorizer.ts'
import { listen, shut } from './listener.ts'
import { readBody } from './read-body.ts'
import { requestUrl } from './request-url.ts'

/** API Gateway's, fixed: payload, integration timeout, and request line with headers. */
const AWS_LIMITS = { bodyBytes: 10 * 1024 * 1024, integrationMs: 30_000, headerBytes: 10_240 }

/** Only for tests, and only shorter. */
type Shortened = { limits?: { integrationMs: number } }

/** API Gateway's HTTP API with payload format 2.0. */
export async function startHttpApi(options: HttpApiOptions & Shortened): Promise<HttpApi> {
  const answer = handler(options)
  const http = createServer({ maxHeaderSize: AWS_LIMITS.headerBytes }, (request, response) => {
    answer(request, response).catch((error: Error) => {
      options.log.error(`HTTP API ${options.apiId}: ${error.name}`)
      response.destroy()
    })
  })
  const domainName = await listen(http, options.port, options.host)
  return { url: `http://${domainName}${basePath(options.stage)}`, stop: () => shut(http) }
}

/** `$default` is served at the root, any other stage under its name. */
const basePath = (stage: string) => (stage === '$default' ? '' : `/${stage}`)

type Handled = { routeKey: string; response: HttpResponse; bytesIn: number }

function handler(options: HttpApiOptions & Shortened) {
  const { cors, meter } = options
  const route = httpRouter(options.routes)
  const integration = integrationOf(options)

  const handle = async (request: IncomingMessage): Promise<Handled> => {
    const { origin } = request.headers
    if (cors && isPreflight(request)) {
      return { routeKey: 'OPTIONS', response: preflightResponse(cors, origin), bytesIn: 0 }
    }
    const match = route(request.method ?? 'GET', stagePath(request, options.stage))
    const handled = match
      ? await integration(request, match)
      : { routeKey: '', response: gatewayResponse(404, 'Not Found'), bytesIn: 0 }
    return cors ? { ...handled, response: withCors(handled.response, cors, origin) } : handled
  }

  return async (request: IncomingMessage, response: ServerResponse) => {
    const start = performance.now()
    const handled = await handle(request)
    send(response, handled.response)
    const { routeKey, bytesIn } = handled
    const bytesOut = handled.response.body.length
    meter?.({ kind: 'http', routeKey, bytesIn, bytesOut, ms: performance.now() - start })
  }
}

/** The path below the stage; a path outside it matches nothing, not even `$default`. */
function stagePath(request: IncomingMessage, stage: string): string {
  const { pathname } = requestUrl(request)
  const base = basePath(stage)
  return pathname === base ? '/' : pathname.startsWith(`${base}/`) ? pathname.slice(base.length) : ''
}

/** One matched request: who is calling, what they send, what the function says. */
function integrationOf(options: HttpApiOptions & Shortened) {
  const authorize = jwtVerifier(options.log)
  const timeoutMs = Math.min(
    options.limits?.integrationMs ?? AWS_LIMITS.integrationMs,
    AWS_LIMITS.integrationMs,
  )

  return async (
    request: IncomingMessage,
    { route, pathParameters }: RouteMatch<HttpRoute>,
  ): Promise<Handled> => {
    const { routeKey, authorizer } = route
    const access =
      authorizer && (await authorize(authorizer, identityToken(request, authorizer.identitySource)))
    if (access && !access.allowed) {
      const headers = { 'www-authenticate': access.challenge }
      return { routeKey, response: gatewayResponse(access.status, access.message, headers), bytesIn: 0 }
    }
    const body = await readBody(request, AWS_LIMITS.bodyBytes)
    if (!body) return { routeKey, response: gatewayResponse(413, 'Request Entity Too Large'), bytesIn: 0 }
    const api = { ...options, domainName: request.headers.host ?? '' }
    const jwt = access?.identity
    const event = httpEvent({ api, request, body, routeKey, pathParameters, ...(jwt && { jwt }) })
    const outcome = await integrate(route.invoke, event, timeoutMs)
    reportFailure(options.log, routeKey, outcome)
    return { routeKey, response: responseOf(outcome), bytesIn: body.length }
  }
}

function send(to: ServerResponse, { status, headers, body }: HttpResponse): void {
  const length = status !== 204 && { 'content-length': body.length }
  to.writeHead(status, { ...headers, 'apigw-requestid': newRequestId(), ...length })
  to.end(body)
}
