/** Something that runs whenever it is poked, one run at a time: a poke during a run asks for another one after it. */
export abstract class Runner {
  /** Whether a run that is under way is to end. */
  protected isStopped = false
  #isRunning = false
  #isPoked = false

  /** There may be something to do. */
  poke(): void {
    this.#isPoked = true
    if (!this.#isRunning) void this.#keep()
  }

  /** No run begins any more. */
  stop(): void {
    this.isStopped = true
  }

  /** Does all there is to do now. Must not throw. */
  protected abstract run(): Promise<void>

  async #keep(): Promise<void> {
    this.#isRunning = true
    while (this.#isPoked && !this.isStopped) {
      this.#isPoked = false
      await this.run()
    }
    this.#isRunning = false
  }
}
