import type { ChatClient } from '@parley/client'
import { problemOf } from './obstacle.ts'

/** A tab that is being reloaded or closed gives its storage back within so many tries: nobody needs to be asked. */
const TRIES = 6
/** So many are left to a tab that was asked to let go. */
const TRIES_ASKED = 40

/**
 * What a tab of the page is: `elsewhere` while another tab has the storage, `isEnded` if the account has left it, and not by
 * a wish said here.
 */
export type TabState =
  | { readonly state: 'opening' }
  | { readonly state: 'failed'; readonly problem: string }
  | { readonly state: 'elsewhere' }
  | { readonly state: 'open'; readonly chat: ChatClient; readonly isEnded: boolean }

export type TabParts = {
  /** Opens the client; undefined while another tab has it. */
  readonly open: () => Promise<ChatClient | undefined>
  /** Asks the other tabs to let go. */
  readonly ask: () => void
  /** Calls back when another tab asks. */
  readonly hear: (letGo: () => void) => void
  readonly pause: () => Promise<unknown>
}

/**
 * One tab of several that share a storage, of which one at a time has it: never two, so that nothing forks. A tab
 * gets it by asking, or when it is looked at while no other has it.
 */
export class Tab {
  now: TabState = { state: 'opening' }
  readonly #parts: TabParts
  readonly #listeners = new Set<() => void>()
  #left = 0
  #isAsking = false
  #isTrying = false

  constructor(parts: TabParts) {
    this.#parts = parts
    parts.hear(() => this.#letGo())
  }

  readonly listen = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  readonly start = (): void => {
    this.#become({ state: 'opening' })
    void this.#try(TRIES)
  }

  /** Has the storage here, whoever has it now. */
  readonly take = (): void => {
    this.#isAsking = true
    this.#become({ state: 'opening' })
    void this.#try(TRIES_ASKED)
  }

  /** The tab is looked at: the other one may have been closed, or have crashed, meanwhile. */
  readonly look = (): void => {
    if (this.now.state === 'elsewhere') void this.#try(TRIES)
  }

  async #try(tries: number): Promise<void> {
    this.#left = Math.max(this.#left, tries)
    if (this.#isTrying) return
    this.#isTrying = true
    try {
      this.#become(await this.#opened())
    } catch (error) {
      this.#become({ state: 'failed', problem: problemOf(error) })
    } finally {
      this.#left = 0
      this.#isTrying = false
      this.#isAsking = false
    }
  }

  async #opened(): Promise<TabState> {
    for (; this.#left > 0; this.#left--) {
      if (this.#isAsking) this.#parts.ask()
      const chat = await this.#parts.open()
      if (chat) return this.#used(chat)
      await this.#parts.pause()
    }
    return { state: 'elsewhere' }
  }

  #used(chat: ChatClient): TabState {
    const tell = (isEnded: boolean) => {
      const { now } = this
      if (now.state === 'open' && now.isEnded !== isEnded) this.#become({ ...now, isEnded })
    }
    chat.on('me', (me) => me && tell(false))
    chat.on('connection', ({ state, error }) => {
      if (state !== 'signed-out' || !error) return
      tell(true)
      // Nothing of an account stays on a device that it has left: a session that ended by itself leaves it to the app.
      if (chat.me) chat.signOut().catch(() => {})
    })
    return { state: 'open', chat, isEnded: false }
  }

  #letGo(): void {
    const { now } = this
    if (now.state !== 'open') return
    this.#become({ state: 'elsewhere' })
    void now.chat.close()
  }

  #become(now: TabState): void {
    this.now = now
    for (const listener of this.#listeners) listener()
  }
}
