/** Runs tasks one after the other, in the order of the calls; one that fails does not stop the next. */
export class Serial {
  #last: Promise<unknown> = Promise.resolve()

  run<Result>(task: () => Promise<Result>): Promise<Result> {
    const result = this.#last.then(task)
    this.#last = result.catch(() => {})
    return result
  }

  /** Resolves when every task called so far has ended. */
  async idle(): Promise<void> {
    await this.#last
  }
}
