import { once } from 'node:events'
import { ApiGatewayManagementApiClient } from '@aws-sdk/client-apigatewaymanagementapi'
import { onTestFinished } from 'vitest'
import { type ClientOptions, WebSocket } from 'ws'
import type { Invoke, Log, MeterEvent, WebSocketApiOptions, WebSocketLimits } from '../contracts.ts'
import type { Throttle } from './throttle.ts'
import { startWebSocketApi } from './websocket-api.ts'

export const silent: Log = { info() {}, warn() {}, error() {} }

/** What a test reads of an event; the shapes themselves are asserted where they are made. */
export type GatewayEvent = {
  headers?: Record<string, string>
  body?: string
  queryStringParameters?: Record<string, string>
  requestContext: Record<string, unknown> & { connectionId: string }
  [name: string]: unknown
}

type Handler = (event: GatewayEvent) => unknown
type RouteTable = Record<string, Handler | { handler: Handler; routeResponse: true }>

/** An API with these routes, stopped when the test ends. `events` collects every `$disconnect`. */
export async function webSocketApi(
  routes: RouteTable,
  extra: { limits?: Partial<WebSocketLimits>; throttle?: Throttle; log?: Log } = {},
) {
  const metered: MeterEvent[] = []
  const disconnects: GatewayEvent[] = []
  const $disconnect: Handler = (event) => void disconnects.push(event)
  const options: WebSocketApiOptions = {
    apiId: 'ws1',
    stage: 'live',
    region: 'eu-west-1',
    accountId: '000000000000',
    port: 0,
    routeSelectionExpression: '$request.body.action',
    routes: new Map(Object.entries({ $disconnect, ...routes }).map(([key, route]) => [key, routeOf(route)])),
    meter: (event) => metered.push(event),
    log: silent,
  }
  const api = await startWebSocketApi({ ...options, ...extra })
  onTestFinished(() => api.stop())
  return { ...api, metered, disconnects }
}

const routeOf = (route: RouteTable[string]) => {
  const handler = typeof route === 'function' ? route : route.handler
  return { invoke: invokeOf(handler), routeResponse: typeof route !== 'function' }
}

/** Passes a handler the event as Lambda does: serialised. */
export const invokeOf =
  (handler: (event: GatewayEvent) => unknown): Invoke =>
  async (event) => {
    const result = await handler(JSON.parse(JSON.stringify(event)))
    return result === undefined ? null : JSON.parse(JSON.stringify(result))
  }

export const ok = (body?: string) => ({ statusCode: 200, ...(body !== undefined && { body }) })

/** A client that keeps what it is sent until the test asks for it. */
export class TestClient {
  readonly socket: WebSocket
  readonly closed: Promise<{ code: number; reason: string }>
  readonly #inbox: string[] = []
  #arrived: () => void = () => {}

  constructor(socket: WebSocket) {
    this.socket = socket
    this.closed = new Promise((resolve) => {
      socket.on('close', (code, reason) => resolve({ code, reason: String(reason) }))
    })
    socket.on('message', (data) => {
      this.#inbox.push(String(data))
      this.#arrived()
    })
  }

  static async open(url: string, protocols?: string[], options?: ClientOptions): Promise<TestClient> {
    const client = new TestClient(new WebSocket(url, protocols, options))
    onTestFinished(() => client.socket.terminate())
    await once(client.socket, 'open')
    return client
  }

  send(message: unknown): void {
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message))
  }

  async next(): Promise<string> {
    while (this.#inbox.length === 0) {
      await new Promise<void>((resolve) => {
        this.#arrived = resolve
      })
    }
    return this.#inbox.shift()!
  }
}

/** The HTTP status with which an upgrade was refused. */
export function refusedStatus(url: string): Promise<number | undefined> {
  const socket = new WebSocket(url)
  socket.on('error', () => {})
  return new Promise((resolve, reject) => {
    socket.on('unexpected-response', (_request, response) => resolve(response.statusCode))
    socket.on('open', () => reject(new Error('the upgrade was accepted')))
  })
}

export const managementClient = (endpoint: string) => {
  const client = new ApiGatewayManagementApiClient({
    endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  })
  onTestFinished(() => client.destroy())
  return client
}
