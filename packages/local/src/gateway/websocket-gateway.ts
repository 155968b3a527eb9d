import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import { type WebSocket, WebSocketServer } from 'ws'
import type { WebSocketApiOptions, WebSocketLimits } from '../contracts.ts'
import { frameGuard } from './frame-guard.ts'
import { newConnectionId } from './ids.ts'
import { integrate, reportFailure } from './integration.ts'
import { requestUrl } from './request-url.ts'
import type { RouteSelector } from './route-selection.ts'
import { Connection, type ConnectionInfo, type Departure } from './websocket-connection.ts'
import { type ApiIdentity, connectEvent, disconnectEvent, identityOf } from './websocket-events.ts'
import { refuseUpgrade, type Verdict, verdictOf } from './websocket-handshake.ts'
import { messageRouter } from './websocket-messages.ts'

/** How long a stop waits for clients to answer the close frame and for `$disconnect` to run. */
const FAREWELL_MS = 1000

export type GatewayOptions = Omit<WebSocketApiOptions, 'limits'> & {
  limits: WebSocketLimits
  select: RouteSelector
  api: ApiIdentity
}

/** The client side: lets sockets in and out, and keeps those that are open. */
export class Gateway {
  /** Open connections only: a post during `$connect` or after a close finds none, and gets 410. */
  readonly connections = new Map<string, Connection>()
  readonly #options: GatewayOptions
  readonly #server: WebSocketServer
  readonly #subprotocols = new WeakMap<IncomingMessage, string>()
  readonly #onMessage: (connection: Connection, body: string) => Promise<void>
  readonly #departures = new Set<Promise<void>>()
  readonly #sockets = new Set<Duplex>()

  constructor(options: GatewayOptions) {
    this.#options = options
    this.#onMessage = messageRouter({ ...options, send: (to, data) => this.send(to, data) })
    this.#server = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      maxPayload: options.limits.messageBytes,
      handleProtocols: (_offered, request) => this.#subprotocols.get(request) ?? false,
    })
  }

  send(connection: Connection, data: Buffer): void {
    connection.send(data)
    const { connectionId } = connection.info
    this.#options.meter?.({ kind: 'frame', direction: 'out', bytes: data.length, connectionId })
  }

  /** `$connect` runs first; only its consent completes the handshake. */
  async upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    this.#sockets.add(socket)
    socket.on('error', () => {}).on('close', () => this.#sockets.delete(socket))
    if (requestUrl(request).pathname.replace(/\/$/, '') !== `/${this.#options.stage}`) {
      return refuseUpgrade(socket, 403, '{"message":"Forbidden"}')
    }
    const info = { connectionId: newConnectionId(), connectedAt: Date.now(), identity: identityOf(request) }
    const verdict = await this.#connect(info, request)
    if (!verdict.accept) return refuseUpgrade(socket, verdict.status)
    if (verdict.protocol !== undefined) this.#subprotocols.set(request, verdict.protocol)

    let opened = false
    this.#server.handleUpgrade(request, socket, head, (client) => {
      opened = true
      this.#open(info, client, socket)
    })
    // The client hung up while `$connect` ran, or its handshake was malformed.
    if (!opened) this.#disconnect(info, { code: 1006, reason: '' })
  }

  async #connect(info: ConnectionInfo, request: IncomingMessage): Promise<Verdict> {
    const route = this.#options.routes.get('$connect')
    if (!route) return { accept: true }
    const event = connectEvent(this.#options.api, info, request)
    const outcome = await integrate(route.invoke, event, this.#options.limits.integrationMs)
    reportFailure(this.#options.log, '$connect', outcome)
    return verdictOf(outcome)
  }

  #open(info: ConnectionInfo, client: WebSocket, socket: Duplex): void {
    const connection = new Connection(info, client, this.#options.limits, (departure) => {
      this.connections.delete(info.connectionId)
      this.#disconnect(info, departure)
    })
    this.connections.set(info.connectionId, connection)
    socket.prependListener(
      'data',
      frameGuard(this.#options.limits.frameBytes, () => connection.close(1009)),
    )
    client.on('message', (data: Buffer, isBinary) => {
      if (connection.gone) return
      if (isBinary) return connection.close(1003)
      connection.touch()
      const { connectionId } = info
      this.#options.meter?.({ kind: 'frame', direction: 'in', bytes: data.length, connectionId })
      void this.#onMessage(connection, data.toString())
    })
  }

  /** Best effort, and nothing waits for it but the end of the process. */
  #disconnect(info: ConnectionInfo, departure: Departure): void {
    const route = this.#options.routes.get('$disconnect')
    if (!route) return
    const event = disconnectEvent(this.#options.api, info, departure)
    const done = integrate(route.invoke, event, this.#options.limits.integrationMs).then((outcome) => {
      reportFailure(this.#options.log, '$disconnect', outcome)
      this.#departures.delete(done)
    })
    this.#departures.add(done)
  }

  async dismissAll(): Promise<void> {
    for (const connection of this.connections.values()) connection.close(1001)
    const closed = [...this.#sockets].map((s) => new Promise((resolve) => s.once('close', resolve)))
    await Promise.race([
      Promise.all([...closed, ...this.#departures]),
      delay(FAREWELL_MS, undefined, { ref: false }),
    ])
    for (const socket of this.#sockets) socket.destroy()
  }
}
