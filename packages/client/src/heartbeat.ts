/** When a device in use says so: as often as the deployment wants, and at once when it has come into use. */
export class Heartbeat {
  isActive = false
  /** Milliseconds between two; 0 for never. The deployment decides, and says so with each ticket. */
  every = 0
  #last = Number.NEGATIVE_INFINITY

  /** Whether the user has the app in use from now on; whether that was not known before. */
  become(isActive: boolean): boolean {
    const isNews = isActive && !this.isActive
    this.isActive = isActive
    if (isNews) this.#last = Number.NEGATIVE_INFINITY
    return isNews
  }

  /** In how many milliseconds the next is due; a clock that was set back does not put it off. */
  dueIn(now: number): number {
    if (!this.isActive || this.every === 0) return Number.POSITIVE_INFINITY
    const left = this.every - Math.abs(now - this.#last)
    return left > this.every / 10 ? left : 0 // timers are not exact
  }

  /** The server has heard one that was sent at `now`. */
  heard(now: number): void {
    this.#last = now
  }
}
