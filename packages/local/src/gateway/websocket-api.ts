import { createServer } from 'node:http'
import type { WebSocketApi, WebSocketApiOptions } from '../contracts.ts'
import { connectionsApi } from './connections-api.ts'
import { listen, shut } from './listener.ts'
import { routeSelector } from './route-selection.ts'
import { type Throttle, tokenBucket } from './throttle.ts'
import { Gateway } from './websocket-gateway.ts'
import { resolveLimits } from './websocket-limits.ts'

/** API Gateway's WebSocket API: clients on one side, `@connections` on the other, functions behind. */
export async function startWebSocketApi(
  options: WebSocketApiOptions & { throttle?: Throttle },
): Promise<WebSocketApi> {
  const limits = resolveLimits(options.limits)
  const select = routeSelector(options.routeSelectionExpression)
  const http = createServer()
  const domainName = await listen(http, options.port, options.host)
  const api = { apiId: options.apiId, stage: options.stage, domainName }
  const gateway = new Gateway({ ...options, limits, select, api })

  const commands = connectionsApi({
    stage: options.stage,
    messageBytes: limits.messageBytes,
    throttle: options.throttle ?? tokenBucket(),
    find: (id) => gateway.connections.get(id),
    send: (connection, data) => gateway.send(connection, data),
  })
  http.on('request', (request, response) => {
    commands(request, response).catch(() => response.destroy())
  })
  http.on('upgrade', (request, socket, head) => void gateway.upgrade(request, socket, head))

  return {
    url: `ws://${domainName}/${options.stage}`,
    callbackUrl: `http://${domainName}/${options.stage}`,
    connections: () => [...gateway.connections.keys()],
    close: (connectionId, code = 1001) => gateway.connections.get(connectionId)?.close(code),
    stop: async () => {
      await gateway.dismissAll()
      await shut(http)
    },
  }
}
