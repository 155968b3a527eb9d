import type { WebSocketApiOptions, WebSocketLimits, WebSocketRoute } from '../contracts.ts'
import { newRequestId } from './ids.ts'
import { integrate, type Outcome, reportFailure } from './integration.ts'
import type { RouteSelector } from './route-selection.ts'
import type { Connection } from './websocket-connection.ts'
import { type ApiIdentity, messageEvent } from './websocket-events.ts'

type Options = Pick<WebSocketApiOptions, 'routes' | 'log'> & {
  select: RouteSelector
  api: ApiIdentity
  limits: WebSocketLimits
  send: (connection: Connection, data: Buffer) => void
}

/**
 * Takes a client's messages to their routes. Each is an invocation of its own:
 * API Gateway does not put the messages of one connection in a line, and neither does this.
 */
export function messageRouter(options: Options): (connection: Connection, body: string) => Promise<void> {
  const reply = (connection: Connection, text: string) => {
    if (!connection.gone) options.send(connection, Buffer.from(text))
  }

  return async (connection, body) => {
    const [routeKey, route] = find(options.routes, options.select(body))
    if (!route) return reply(connection, gatewayMessage('Forbidden', connection))
    const event = messageEvent(options.api, connection.info, routeKey, body)
    const outcome = await integrate(route.invoke, event, options.limits.integrationMs)
    reportFailure(options.log, routeKey, outcome)
    const text = replyOf(outcome)
    if (text === undefined) return reply(connection, gatewayMessage('Internal server error', connection))
    if (route.routeResponse && text !== '') reply(connection, text)
  }
}

// `$connect` and `$disconnect` belong to the gateway: no message selects them.
function find(
  routes: Map<string, WebSocketRoute>,
  selected = '$default',
): [string, WebSocketRoute | undefined] {
  if (!selected.startsWith('$') && routes.has(selected)) return [selected, routes.get(selected)]
  return ['$default', routes.get('$default')]
}

/** The body a proxy integration returned; `undefined` if it failed or returned no proxy result. */
function replyOf(outcome: Outcome): string | undefined {
  if (outcome.status !== 'returned') return undefined
  const result = outcome.value as { statusCode?: unknown; body?: unknown } | null | undefined
  if (!Number.isInteger(Number(result?.statusCode ?? Number.NaN))) return undefined
  const body = result?.body ?? ''
  return typeof body === 'string' ? body : undefined
}

// Spaced as API Gateway spaces it, for clients that compare the text.
const gatewayMessage = (message: string, connection: Connection) =>
  `{"message": "${message}", "connectionId":"${connection.info.connectionId}", "requestId":"${newRequestId()}"}`
