import type { PushToken } from './client-api.ts'
import type { Context } from './context.ts'
import { Duty } from './duty.ts'
import { asParleyError, isFinal } from './error.ts'
import { Serial } from './serial.ts'
import { change, type Saved } from './store.ts'

type Parts = Pick<Context, 'call' | 'store' | 'device' | 'platform' | 'timing' | 'isOnline'>

/**
 * Where this device is pushed to. The token is the device's, as its id is: it stays when one person signs out and is
 * told for the next. What the server could not be told is told again once the client is online.
 */
export class PushRegistration {
  readonly #parts: Parts
  readonly #duty: Duty
  readonly #calls = new Serial()
  /** Null to be pushed to no longer; undefined while the app has said nothing. */
  #wanted: PushToken | null | undefined
  #isTold: boolean

  constructor(parts: Parts, { push, isPushTold = false }: Saved) {
    this.#parts = parts
    this.#wanted = push
    this.#isTold = isPushTold
    const { platform, timing, isOnline } = parts
    this.#duty = new Duty(platform, timing, { isOnline, next: () => this.#next() })
  }

  /** Whether the deployment pushes there; rejects if the server cannot be told now. */
  async set(token: PushToken | null): Promise<boolean> {
    await this.#parts.store.write([change.push(token), change.isPushTold(undefined)])
    this.#wanted = token
    this.#isTold = false
    return this.#tell()
  }

  /** The client is online. */
  resume(): void {
    this.#duty.poke()
  }

  stop(): void {
    this.#duty.stop()
  }

  /** Whoever signs out is pushed to here no longer; as far as that can be said. Storage is emptied by others. */
  async signOut(): Promise<void> {
    if (!this.#wanted) return
    await this.#parts.call('removePush', { path: { device: this.#parts.device } }).catch(() => {})
  }

  /** Somebody else may sign in: the server does not know this device as theirs. */
  clear(): void {
    this.#isTold = false
  }

  async #next(): Promise<boolean> {
    if (this.#wanted === undefined || this.#isTold) return false
    try {
      await this.#tell()
      return true
    } catch (thrown) {
      const error = asParleyError(thrown, 'INTERNAL')
      if (!isFinal(error)) throw error
      return false // after the next connecting it may be another server
    }
  }

  /** One at a time, so that the last one stands. */
  #tell(): Promise<boolean> {
    return this.#calls.run(async () => {
      const { call, device, store } = this.#parts
      const wanted = this.#wanted
      const path = { device }
      if (!wanted) await call('removePush', { path })
      const isOn = wanted ? (await call('putPush', { path, body: wanted })).on : false
      if (wanted !== this.#wanted) return isOn
      await store.write([change.isPushTold(true)])
      this.#isTold = true
      return isOn
    })
  }
}
