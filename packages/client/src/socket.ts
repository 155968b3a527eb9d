import type { ActionName, ActionReply, ActionRequest, AnyEvent } from '@parley/protocol'
import type { WireError } from '@parley/protocol/errors'
import { fromWire, ParleyError } from './error.ts'
import type { Platform } from './platform.ts'

export type Fields<Name extends ActionName> = Omit<ActionRequest<Name>, 'action' | 'id'>

type Frame = { id?: string; ok?: boolean; error?: WireError; event?: string }
type Waiting = { resolve: (frame: Frame) => void; reject: (error: ParleyError) => void; timer: unknown }

/** `WebSocket.CLOSING`: the other side has ended it, of which `close` tells a moment later. */
const CLOSING = 2

/** One WebSocket from its opening to its end: requests matched with replies by id, events passed on. */
export class Socket {
  /** Rejects with `UNREACHABLE` if the handshake fails or takes too long. */
  readonly opened: Promise<void>
  /** Resolves when the socket is of no more use, whoever ended it. */
  readonly closed: Promise<void>
  isClosed = false
  readonly #platform: Platform
  readonly #replyMs: number
  readonly #socket: WebSocket
  readonly #waiting = new Map<string, Waiting>()
  #lastId = 0
  #end = () => {}

  constructor(url: string, platform: Platform, replyMs: number, onEvent: (event: AnyEvent) => void) {
    this.#platform = platform
    this.#replyMs = replyMs
    this.#socket = platform.socket(url)
    this.closed = new Promise((resolve) => {
      this.#end = resolve
    })
    this.opened = this.#open()
    this.opened.catch(() => {})
    this.#socket.addEventListener('close', () => this.close())
    this.#socket.addEventListener('message', ({ data }) => {
      if (!this.isClosed) this.#receive(parse(data), onEvent)
    })
  }

  /** Rejects with the server's error, `TIMED_OUT`, or `UNREACHABLE` if the socket ends first. */
  request<Name extends ActionName>(action: Name, fields: Fields<Name>): Promise<ActionReply<Name>> {
    const id = (++this.#lastId).toString(36)
    return new Promise<Frame>((resolve, reject) => {
      if (this.isClosed || this.#socket.readyState >= CLOSING) return reject(new ParleyError('UNREACHABLE'))
      const timer = this.#platform.setTimeout(() => {
        this.#waiting.delete(id)
        reject(new ParleyError('TIMED_OUT'))
      }, this.#replyMs)
      this.#waiting.set(id, { resolve, reject, timer })
      this.#socket.send(JSON.stringify({ action, id, ...fields }))
    }) as unknown as Promise<ActionReply<Name>>
  }

  /** Ends the socket here and now: a dead one would not answer to a closing handshake for minutes. */
  close(): void {
    if (this.isClosed) return
    this.isClosed = true
    for (const { reject, timer } of this.#waiting.values()) {
      this.#platform.clearTimeout(timer)
      reject(new ParleyError('UNREACHABLE'))
    }
    this.#waiting.clear()
    this.#socket.close()
    this.#end()
  }

  #open(): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = this.#platform.setTimeout(() => this.close(), this.#replyMs)
      const settle = (done: () => void) => {
        this.#platform.clearTimeout(timer)
        done()
      }
      this.#socket.addEventListener('open', () => settle(resolve))
      // Every `error` is followed by a `close`; listening keeps runtimes from reporting it as unhandled.
      this.#socket.addEventListener('error', () => {})
      void this.closed.then(() => settle(() => reject(new ParleyError('UNREACHABLE'))))
    })
  }

  #receive(frame: Frame | undefined, onEvent: (event: AnyEvent) => void): void {
    if (frame?.event !== undefined) onEvent(frame as AnyEvent)
    const waiting = frame?.id === undefined ? undefined : this.#waiting.get(frame.id)
    if (!frame || !waiting) return // late, or API Gateway's own "Internal server error", which names no frame
    this.#waiting.delete(frame.id as string)
    this.#platform.clearTimeout(waiting.timer)
    if (frame.ok) waiting.resolve(frame)
    else waiting.reject(fromWire(frame.error))
  }
}

function parse(data: unknown): Frame | undefined {
  try {
    return JSON.parse(String(data)) as Frame
  } catch {
    return undefined
  }
}
