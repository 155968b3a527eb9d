import type { ChatClient, ChatEvents, Conversation, Message } from '@parley/client'
import { lineOf, TICKS } from '../lines.ts'
import { nameOf } from '../names.ts'
import { explain } from '../words.ts'
import type { Screen } from './screen.ts'

/** Prints a conversation as it goes on: each message once, and what becomes of it. */
export class View {
  readonly #chat: ChatClient
  readonly #conversation: Conversation
  readonly #screen: Screen
  /** The last position that was printed. */
  #last = 0
  /** How far the newest own message had come when that was last said. */
  #told = ''
  #stops: (() => void)[] = []

  constructor(chat: ChatClient, conversation: Conversation, screen: Screen) {
    this.#chat = chat
    this.#conversation = conversation
    this.#screen = screen
  }

  /** Prints the newest messages, and from then on what happens. */
  begin(count: number): void {
    const { messages } = this.#conversation
    this.#last = messages.at(-1)?.seq ?? 0
    this.older(messages.slice(Math.max(0, messages.length - count)))
    this.#told = this.#newest()
    this.#conversation.markRead()
    const waiting = this.#conversation.pending.length
    if (waiting > 0) this.#screen.print(`· ${waiting} on the way from before`)
    this.#stops = [
      this.#hear('message', ({ message }) => this.#next(message)),
      this.#hear('changed', ({ message }) => this.#screen.print(`↻ ${this.#line(message)}`)),
      this.#hear('receipt', () => this.#progress()),
      this.#hear('undelivered', () => this.#progress()),
      this.#hear('conversation', () => this.#progress()),
      this.#hear('typing', () => this.#typing()),
      this.#hear('outbox', ({ sent }) => {
        if (sent.status === 'failed' && sent.error)
          this.#screen.print(`! Not sent: ${explain(sent.error)} /retry tries again.`)
      }),
      this.#chat.on('error', (error) => this.#screen.print(`! ${explain(error)}`)),
    ]
  }

  end(): void {
    for (const stop of this.#stops) stop()
  }

  /** Prints messages that are older than all that was printed. */
  older(messages: readonly Message[]): void {
    for (const message of messages) this.#screen.print(this.#line(message))
  }

  /** Who is in it, and who has read the newest own message. */
  who(): string {
    const { about, with: person } = this.#conversation
    const users = about?.members.map(({ user }) => user) ?? (person ? [person.user] : [])
    const own = this.#newestOwn()
    const read = new Set(own ? this.#conversation.receiptsOf(own).read : [])
    return users
      .map((user) => `${nameOf(this.#chat, user)}${read.has(user) ? ` (read #${own!.seq})` : ''}`)
      .join(', ')
  }

  #hear<
    Name extends 'message' | 'changed' | 'receipt' | 'undelivered' | 'conversation' | 'typing' | 'outbox',
  >(name: Name, listener: (event: ChatEvents[Name]) => void): () => void {
    return this.#chat.on(name, (event) => {
      if (event.conversation.id === this.#conversation.id) listener(event)
    })
  }

  #next(message: Message): void {
    if (message.seq <= this.#last) return
    this.#last = message.seq
    this.#screen.print(this.#line(message))
    if (message.mine) this.#told = this.#newest()
    this.#conversation.markRead(message.seq)
  }

  /** The newest own message has come further. */
  #progress(): void {
    const now = this.#newest()
    const own = this.#newestOwn()
    if (now === this.#told || !own || own.seq > this.#last) return
    this.#told = now
    this.#screen.print(`  ${now}`)
  }

  #typing(): void {
    const [...doing] = this.#conversation.typists
    const words = doing.map(
      ([user, what]) => `${nameOf(this.#chat, user)} is ${what === 'typing' ? 'writing' : 'speaking'} …`,
    )
    this.#screen.typing(words.join(' '))
  }

  #newest(): string {
    const own = this.#newestOwn()
    return own ? `#${own.seq} ${TICKS[this.#conversation.statusOf(own)]}` : ''
  }

  #newestOwn(): Message | undefined {
    return this.#conversation.messages.findLast(({ mine, kind }) => mine && kind === 'message')
  }

  #line(message: Message): string {
    const name = (user: Message['from']) => nameOf(this.#chat, user)
    const shown = { message, name, now: Date.now() }
    const isOwn = message.mine && message.kind === 'message'
    return lineOf(isOwn ? { ...shown, status: this.#conversation.statusOf(message) } : shown)
  }
}
