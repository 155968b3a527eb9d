import { type FSWatcher, watch } from 'node:fs'

/** Tells listeners that the engine has written something, so that streams need not be polled quickly to be quick. */
export class WriteSignal {
  readonly #listeners = new Set<() => void>()
  #watcher: FSWatcher | undefined

  /** Where files cannot be watched it never fires, and polling alone finds what was written. */
  constructor(journal: string | undefined) {
    if (journal === undefined) return
    try {
      this.#watcher = watch(journal, { persistent: false }, () => {
        for (const listener of this.#listeners) listener()
      })
      this.#watcher.on('error', () => this.stop())
    } catch {
      this.#watcher = undefined
    }
  }

  get watching(): boolean {
    return this.#watcher !== undefined
  }

  readonly onWrite = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  stop(): void {
    this.#watcher?.close()
    this.#watcher = undefined
  }
}
