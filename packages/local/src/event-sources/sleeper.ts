/** Delays that end early: all of them when stopped, the attentive ones when woken. */
export class Sleeper {
  readonly #ends = new Map<() => void, 'attentive' | 'deaf'>()
  #stopped = false

  sleep(ms: number, kind: 'attentive' | 'deaf' = 'attentive'): Promise<void> {
    if (this.#stopped) return Promise.resolve()
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer)
        this.#ends.delete(end)
        resolve()
      }
      const timer = setTimeout(end, ms)
      this.#ends.set(end, kind)
    })
  }

  wake(): void {
    for (const [end, kind] of this.#ends) if (kind === 'attentive') end()
  }

  stop(): void {
    this.#stopped = true
    for (const end of this.#ends.keys()) end()
  }
}
