import type { ChatClient, Conversation, HistoryPage, Message } from '@parley/client'
import { around, endOf, roomFor, type Window, withChanged, withEnd, withNewer, withOlder } from './window.ts'

/** So much is wanted in memory before the end is shown; a page may hold little that is to be seen. */
const FIRST = 30
const FIRST_PAGES = 6
/** What could not be loaded is tried again after so long. */
const RETRY_MS = 2_000

type Direction = 'older' | 'newer'
type Change = { readonly message: Message; readonly gone: boolean }

/** What the page shows of a conversation: a stretch of it that follows one through the history. */
export class LogView {
  /** Undefined until it has been opened. */
  window: Window | undefined
  /** Whether the end is in view, and stays there. */
  isFollowing = true
  /** How many messages it may hold: see `roomFor`. */
  room = roomFor(0)
  readonly #chat: ChatClient
  readonly #conversation: Conversation
  readonly #listeners = new Set<() => void>()
  /** What changes while pages are loading: they may not show it yet. */
  readonly #meanwhile = new Set<Change[]>()
  readonly #loading = new Set<Direction>()
  #retryAt = 0

  constructor(chat: ChatClient, conversation: Conversation) {
    this.#chat = chat
    this.#conversation = conversation
  }

  /** Calls back when `window` is another one. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Follows what happens in the conversation until the returned function is called. */
  listen(): () => void {
    const isOurs = (event: { conversation: Conversation }) => event.conversation === this.#conversation
    const stops = [
      this.#chat.on('conversation', (event) => isOurs(event) && this.#follow()),
      this.#chat.on('changed', (event) => isOurs(event) && this.#change(event)),
    ]
    return () => {
      for (const stop of stops) stop()
    }
  }

  /** Shows the first message that is unread, if one is, else the end. */
  async open(unreadAfter: number | undefined): Promise<void> {
    if (unreadAfter === undefined) return this.toEnd()
    await this.#around(unreadAfter + 1).catch(() => this.toEnd())
  }

  /** Shows the newest messages: of those to be had, without a network. */
  async toEnd(): Promise<void> {
    const conversation = this.#conversation
    for (
      let page = 0;
      page < FIRST_PAGES && conversation.messages.length < FIRST && conversation.more;
      page++
    ) {
      const isLoaded = await conversation.history({ limit: FIRST * 2 }).catch(() => undefined)
      if (!isLoaded) break
    }
    this.#show(endOf(conversation.messages, conversation.more, this.room))
  }

  /** Has a message in the window; whether it is to be had. Rejects if it cannot be loaded now. */
  async reach(seq: number): Promise<boolean> {
    const isHere = () => this.window?.messages.some((message) => message.seq === seq) ?? false
    if (!isHere() && (await this.#conversation.message(seq))) await this.#around(seq)
    return isHere()
  }

  get #page(): number {
    return Math.ceil(this.room / 4)
  }

  older(): Promise<void> {
    const { window } = this
    if (!window?.older) return Promise.resolve()
    const load = () => this.#conversation.history({ before: window.first, limit: this.#page })
    return this.#load('older', load, withOlder)
  }

  newer(): Promise<void> {
    const { window } = this
    if (!window?.newer) return Promise.resolve()
    const load = () => this.#conversation.history({ after: window.last, limit: this.#page })
    return this.#load('newer', load, withNewer)
  }

  async #load(
    direction: Direction,
    load: () => Promise<HistoryPage>,
    join: (window: Window, page: HistoryPage, room: number) => Window,
  ): Promise<void> {
    if (this.#loading.has(direction) || Date.now() < this.#retryAt) return
    this.#loading.add(direction)
    try {
      await this.#during(load, (page) => this.window && join(this.window, page, this.room))
    } catch {
      this.#retryAt = Date.now() + RETRY_MS // offline: what there is on this device is shown
    } finally {
      this.#loading.delete(direction)
    }
    this.#follow()
  }

  async #around(seq: number): Promise<void> {
    const load = () =>
      Promise.all([
        this.#conversation.history({ before: seq, limit: this.#page }),
        this.#conversation.history({ after: seq - 1, limit: this.#page * 2 }),
      ])
    await this.#during(load, ([before, after]) => around(before, after))
    this.#follow()
  }

  async #during<Page>(load: () => Promise<Page>, next: (page: Page) => Window | undefined): Promise<void> {
    const changes: Change[] = []
    this.#meanwhile.add(changes)
    try {
      const window = next(await load())
      if (window) this.#show(changes.reduce(changed, window))
    } finally {
      this.#meanwhile.delete(changes)
    }
  }

  #follow(): void {
    const { window } = this
    if (!window) return
    const { messages, more } = this.#conversation
    const isCleared = messages.length === 0 && !more
    this.#show(
      isCleared ? endOf([], false, this.room) : withEnd(window, messages, this.isFollowing, this.room),
    )
  }

  #change(change: Change): void {
    for (const changes of this.#meanwhile) changes.push(change)
    if (this.window) this.#show(changed(this.window, change))
  }

  #show(window: Window): void {
    const isSame =
      window === this.window || (window.messages.length === 0 && this.window?.messages.length === 0)
    if (isSame && this.window) return
    this.window = window
    for (const listener of this.#listeners) listener()
  }
}

function changed(window: Window, { message, gone }: Change): Window {
  return withChanged(window, message, gone)
}
