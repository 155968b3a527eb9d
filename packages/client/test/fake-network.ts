import { createHash } from 'node:crypto'
import type { Platform } from '../src/platform.ts'
import type { FakeBackend } from './fake-backend.ts'

type Frame = Record<string, unknown>

/** The way between one device and the backend, in this process, with faults to order. */
export class FakeNetwork {
  /** No request and no handshake comes through. */
  isDown = false
  /** Frames vanish both ways, and no side hears of it. */
  isHalfOpen = false
  /** Whether a frame or a request from the device is lost; by default none. */
  refuses: () => boolean = () => false
  /** Frames to the device that are lost; by default none. */
  loses: (frame: Frame) => boolean = () => false
  /** Answers to requests that are held back until something resolves; by default none. */
  delays: (url: string, method: string) => Promise<void> | undefined = () => undefined
  /** Called with each frame to the device: may pass it on later, twice or never. */
  passes: (frame: Frame, pass: () => void) => void = (_, pass) => pass()
  readonly opened: FakeSocket[] = []
  readonly #backend: FakeBackend
  #lastId = 0
  #wake = () => {}

  constructor(backend: FakeBackend) {
    this.#backend = backend
  }

  /** Every socket ends, as when a phone loses its network for a moment. */
  cut(): void {
    for (const socket of this.opened) socket.end()
  }

  /** The app comes into view. */
  wake(): void {
    this.#wake()
  }

  platform(name: string): Partial<Platform> {
    return {
      fetch: (url, init) => this.#fetch(new URL(url), init),
      socket: (url) => {
        const socket = new FakeSocket(this, this.#backend, new URL(url).searchParams)
        this.opened.push(socket)
        return socket as unknown as WebSocket
      },
      random: () => 0.5,
      sha256: async (bytes) => new Uint8Array(createHash('sha256').update(bytes).digest()).buffer,
      id: () => `${name}-id-${String(++this.#lastId).padStart(6, '0')}`,
      onWake: (wake) => {
        this.#wake = wake
        return () => {}
      },
    }
  }

  async #fetch(url: URL, init: RequestInit): Promise<Response> {
    const { method = 'GET', headers, body, signal } = init
    await undefined
    if (this.isHalfOpen || this.refuses())
      await new Promise((_, reject) => signal?.addEventListener('abort', reject))
    if (this.isDown) throw new TypeError('fetch failed')
    if (url.hostname === 'storage') {
      const gone = new Promise<never>((_, reject) => signal?.addEventListener('abort', reject))
      return Promise.race([this.#backend.files.storage.handle(String(url), init), gone])
    }
    const token = (headers as Record<string, string>).authorization?.replace('Bearer ', '')
    const reply = this.#backend.handle(method, url, token, JSON.parse(String(body ?? '{}')))
    await this.delays(String(url), method)
    return new Response(JSON.stringify(reply.body), { status: reply.status })
  }
}

class FakeSocket extends EventTarget {
  readonly #network: FakeNetwork
  #server: ReturnType<FakeBackend['connect']>
  #isOver = false

  constructor(network: FakeNetwork, backend: FakeBackend, query: URLSearchParams) {
    super()
    this.#network = network
    queueMicrotask(() => {
      if (this.#isOver) return
      if (!network.isDown) {
        this.#server = backend.connect(query, {
          send: (frame) => this.#deliver(frame),
          close: () => queueMicrotask(() => this.end()), // behind the frames before it
        })
      }
      if (this.#server) this.dispatchEvent(new Event('open'))
      else this.end()
    })
  }

  send(frame: string): void {
    queueMicrotask(() => {
      if (!this.#isOver && !this.#network.isHalfOpen && !this.#network.refuses()) this.#server?.receive(frame)
    })
  }

  close(): void {
    this.end()
  }

  end(): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#server?.closed()
    queueMicrotask(() => this.dispatchEvent(new Event('close')))
  }

  #deliver(frame: object): void {
    if (this.#network.isHalfOpen || this.#network.loses(frame as Frame)) return
    const data = JSON.stringify(frame)
    this.#network.passes(frame as Frame, () =>
      queueMicrotask(() => {
        if (!this.#isOver) this.dispatchEvent(new MessageEvent('message', { data }))
      }),
    )
  }
}
