/** The server's clock, as far as its answers tell: what disappears does so by that one. */
export class ServerClock {
  readonly #now: () => number
  #ahead: number

  /** `ahead` of this device's clock by so many milliseconds, as was found out before. */
  constructor(now: () => number, ahead = 0) {
    this.#now = now
    this.#ahead = ahead
  }

  get ahead(): number {
    return this.#ahead
  }

  /** Milliseconds since the epoch. */
  now(): number {
    return this.#now() + this.#ahead
  }

  /** The server has just said what time it is. */
  heard(at: number): void {
    this.#ahead = at - this.#now()
  }
}
