import type { ActionName, ActionReply, AnyEvent } from '@parley/protocol'
import { WIRE_VERSION } from '@parley/protocol/limits'
import { backoff, Pause } from './backoff.ts'
import type { ChatEvents, ConnectionState } from './chat-events.ts'
import { asParleyError, ParleyError } from './error.ts'
import { Heartbeat } from './heartbeat.ts'
import type { Platform } from './platform.ts'
import { type Fields, Socket } from './socket.ts'
import type { Timing } from './timing.ts'

export type ConnectionHooks = {
  /** A ticket, and how often to say that the app is in use; milliseconds. */
  ticket: () => Promise<{ ticket: string; heartbeat: number }>
  /** Brings the inbox up to date: after a socket has opened, and when the server says something was missed. */
  sync: () => Promise<void>
  onEvent: (event: AnyEvent) => void
  /** The server's time, as it has just said. */
  onTime: (at: number) => void
  /** This device was signed out by another one. */
  onSignedOut: () => void
  onState: (event: ChatEvents['connection']) => void
}

type Waiter = { resolve: () => void; reject: (error: ParleyError) => void }

/**
 * Keeps one socket open: ticket, handshake, sync, live; then again, with full jitter, whenever it ends.
 * Cuts by the network or by API Gateway (10 minutes idle, 2 hours of life) are ordinary and no errors.
 */
export class Connection {
  state: ConnectionState = 'offline'
  readonly #url: string
  readonly #platform: Platform
  readonly #timing: Timing
  readonly #hooks: ConnectionHooks
  readonly #pause: Pause
  readonly #heartbeat = new Heartbeat()
  #socket: Socket | undefined
  /** The run that may act; one that finds another here stops. */
  #run: object | undefined
  #waiters: Waiter[] = []

  constructor(url: string, platform: Platform, timing: Timing, hooks: ConnectionHooks) {
    this.#url = url
    this.#platform = platform
    this.#timing = timing
    this.#hooks = hooks
    this.#pause = new Pause(platform)
  }

  /** Resolves when online. Rejects when the connection is given up, or asked to end. */
  connect(): Promise<void> {
    if (this.state === 'online') return Promise.resolve()
    if (this.#run) this.#pause.end()
    else void this.#keep()
    const online = new Promise<void>((resolve, reject) => this.#waiters.push({ resolve, reject }))
    online.catch(() => {}) // the state is told by an event as well: not everybody waits here
    return online
  }

  disconnect(state: 'offline' | 'signed-out', reason: ParleyError): void {
    this.#stop(state, reason)
  }

  /** Ends for good, in a state that says why. */
  giveUp(state: 'replaced' | 'signed-out' | 'offline', error: ParleyError): void {
    if (this.#run || state === 'signed-out') this.#stop(state, error, error)
  }

  /** The network may be back, or the device awake: no wait, and no trust in an old socket. */
  wake(): void {
    this.#pause.end()
  }

  /** Whether the app is in use. */
  setActive(isActive: boolean): void {
    if (this.#heartbeat.become(isActive)) this.wake()
  }

  request<Name extends ActionName>(action: Name, fields: Fields<Name>): Promise<ActionReply<Name>> {
    if (this.state !== 'online' || !this.#socket) return Promise.reject(new ParleyError('UNREACHABLE'))
    return this.#socket.request(action, fields)
  }

  async #keep(): Promise<void> {
    const run = {}
    this.#run = run
    for (let attempt = 0; this.#run === run; attempt++) {
      const onlineSince = await this.#attempt(run)
      if (this.#run !== run) return
      if (onlineSince && this.#platform.now() - onlineSince >= this.#timing.stableMs) attempt = 0
      const wait = backoff(attempt, this.#timing, this.#platform.random())
      this.#setState({ state: 'waiting', retryAt: this.#platform.now() + wait })
      await this.#pause.for(wait)
    }
  }

  /** One socket, from ticket to end; when it came online, if it did. */
  async #attempt(run: object): Promise<number | undefined> {
    const isCurrent = () => this.#run === run
    let socket: Socket | undefined
    try {
      this.#setState({ state: 'connecting' })
      const { ticket, heartbeat } = await this.#hooks.ticket()
      if (!isCurrent()) return
      this.#heartbeat.every = heartbeat
      socket = this.#open(ticket, isCurrent)
      await socket.opened
      await Promise.race([this.#hooks.sync(), socket.closed])
      if (!isCurrent() || socket.isClosed) return
      return await this.#live(socket)
    } catch (thrown) {
      const error = asParleyError(thrown, 'INTERNAL')
      if (!isCurrent() || error.retry) return
      const isSession = error.code === 'SIGNED_OUT' || error.code === 'UNAUTHENTICATED'
      this.giveUp(isSession ? 'signed-out' : 'offline', error)
    } finally {
      socket?.close()
    }
  }

  #open(ticket: string, isCurrent: () => boolean): Socket {
    const url = `${this.#url}?v=${WIRE_VERSION}&ticket=${encodeURIComponent(ticket)}`
    const socket = new Socket(url, this.#platform, this.#timing.replyMs, (event) => {
      if (!isCurrent()) return
      if (event.event !== 'closing') this.#hooks.onEvent(event)
      else if (event.reason === 'replaced') this.giveUp('replaced', new ParleyError('REPLACED'))
      else if (event.reason === 'signed-out') {
        this.giveUp('signed-out', new ParleyError('SIGNED_OUT'))
        this.#hooks.onSignedOut()
      }
    })
    this.#socket = socket
    return socket
  }

  async #live(socket: Socket): Promise<number> {
    const since = this.#platform.now()
    this.#setState({ state: 'online' })
    while (!socket.isClosed) {
      const wait = Math.min(this.#timing.heartbeatMs, this.#heartbeat.dueIn(this.#platform.now()))
      await Promise.race([this.#pause.for(wait), socket.closed])
      if (!socket.isClosed) await this.#ping(socket)
    }
    this.#pause.end()
    return since
  }

  async #ping(socket: Socket): Promise<void> {
    const now = this.#platform.now()
    const isBeat = this.#heartbeat.dueIn(now) === 0
    try {
      const { at, resync } = await socket.request('ping', isBeat ? { active: true } : {})
      if (isBeat) this.#heartbeat.heard(now)
      this.#hooks.onTime(at)
      if (resync) await this.#hooks.sync()
    } catch {
      socket.close()
    }
  }

  #stop(state: ConnectionState, reason: ParleyError, error?: ParleyError): void {
    this.#run = undefined
    this.#socket?.close()
    this.#socket = undefined
    this.#pause.end()
    this.#setState({ state, ...(error && { error }) })
    for (const { reject } of this.#waiters.splice(0)) reject(reason)
  }

  #setState(event: ChatEvents['connection']): void {
    if (event.state === this.state && event.state !== 'waiting') return
    this.state = event.state
    this.#hooks.onState(event)
    if (event.state === 'online') for (const { resolve } of this.#waiters.splice(0)) resolve()
  }
}
