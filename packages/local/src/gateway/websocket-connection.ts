import type { WebSocket } from 'ws'
import type { WebSocketLimits } from '../contracts.ts'
import type { Identity } from './websocket-events.ts'

/** Known before the handshake completes: `$connect` already speaks of it. */
export type ConnectionInfo = { connectionId: string; connectedAt: number; identity: Identity }

export type Departure = { code: number; reason: string }

const PROTOCOL_ERRORS: Record<string, number> = {
  WS_ERR_UNSUPPORTED_MESSAGE_LENGTH: 1009,
  WS_ERR_INVALID_UTF8: 1007,
}

/** One open client socket with API Gateway's timers on it. */
export class Connection {
  readonly info: ConnectionInfo
  lastActiveAt: number
  readonly #socket: WebSocket
  readonly #frameBytes: number
  readonly #idle: NodeJS.Timeout
  readonly #life: NodeJS.Timeout
  readonly #onGone: (departure: Departure) => void
  #gone = false

  /** `onGone` is called once, when the connection stops taking posts: at a close from either side. */
  constructor(
    info: ConnectionInfo,
    socket: WebSocket,
    limits: WebSocketLimits,
    onGone: (departure: Departure) => void,
  ) {
    this.info = info
    this.lastActiveAt = info.connectedAt
    this.#socket = socket
    this.#frameBytes = limits.frameBytes
    this.#onGone = onGone
    this.#idle = setTimeout(() => this.close(1001), limits.idleMs).unref()
    this.#life = setTimeout(() => this.close(1001), limits.lifeMs).unref()
    socket.on('close', (code, reason) => this.#leave({ code, reason: reason.toString() }))
    // The library has closed the socket by itself, and will report the close as 1006.
    socket.on('error', (error: Error & { code?: string }) => {
      this.#leave({ code: PROTOCOL_ERRORS[error.code ?? ''] ?? 1002, reason: '' })
    })
  }

  get gone(): boolean {
    return this.#gone
  }

  /** Messages count as activity; pings do not, so a client cannot hide behind them locally and idle out on AWS. */
  touch(): void {
    this.lastActiveAt = Date.now()
    this.#idle.refresh()
  }

  /** Hands a text message to TCP, in frames of at most 32 KB. A half-open socket takes it too. */
  send(data: Buffer): void {
    this.touch()
    for (let at = 0; at === 0 || at < data.length; at += this.#frameBytes) {
      const end = at + this.#frameBytes
      this.#socket.send(data.subarray(at, end), { binary: false, fin: end >= data.length })
    }
  }

  /** Closes from the gateway's side. 1006 cuts the line without a close frame, as a lost network does. */
  close(code: number): void {
    const reason = code === 1001 ? 'Going away' : ''
    this.#leave({ code, reason })
    if (code === 1006) this.#socket.terminate()
    else this.#socket.close(code, reason)
  }

  #leave(departure: Departure): void {
    if (this.#gone) return
    this.#gone = true
    clearTimeout(this.#idle)
    clearTimeout(this.#life)
    this.#onGone(departure)
  }
}
