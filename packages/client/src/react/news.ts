import type { ConversationId, UserId } from '@parley/domain'
import type { ChatClient } from '../client-api.ts'
import type { Conversation } from '../conversation-api.ts'

/** What can be listened to by itself; `''` is everything. */
export type Topic = '' | 'connection' | 'contacts' | 'me' | 'settings' | ConversationId | `presence ${UserId}`

const known = new WeakMap<ChatClient, News>()

/** The news of a client: one object for all who ask, which lives as long as the client. */
export function newsOf(chat: ChatClient): News {
  const news = known.get(chat) ?? new News(chat)
  known.set(chat, news)
  return news
}

/** Counts what happens to each topic and to all, so that what shows it can be drawn again. */
class News {
  readonly #counts = new Map<Topic, number>()
  readonly #listeners = new Map<Topic, Set<() => void>>()

  constructor(chat: ChatClient) {
    const about = ({ conversation }: { conversation: Conversation }) => this.#tell(conversation.id)
    chat.on('conversation', about)
    chat.on('outbox', about)
    chat.on('changed', about)
    chat.on('receipt', about)
    chat.on('typing', about)
    chat.on('upload', about)
    chat.on('undelivered', about)
    chat.on('presence', ({ user }) => this.#tell(`presence ${user}`))
    chat.on('settings', () => this.#tell('settings'))
    chat.on('contacts', () => {
      this.#tell('contacts')
      // What somebody is called is shown in any of them.
      for (const conversation of chat.conversations()) about({ conversation })
    })
    chat.on('connection', () => this.#tell('connection'))
    chat.on('me', () => this.#tell('me'))
  }

  /** How often something was told of a topic. */
  count(topic: Topic): number {
    return this.#counts.get(topic) ?? 0
  }

  /** Calls back with each news of a topic, until the returned function is called. */
  listen(topic: Topic, listener: () => void): () => void {
    const listeners = this.#listeners.get(topic) ?? new Set()
    this.#listeners.set(topic, listeners.add(listener))
    return () => {
      listeners.delete(listener)
      if (listeners.size === 0 && this.#listeners.get(topic) === listeners) this.#listeners.delete(topic)
    }
  }

  #tell(topic: Topic): void {
    for (const key of [topic, ''] as const) {
      this.#counts.set(key, this.count(key) + 1)
      for (const listener of [...(this.#listeners.get(key) ?? [])]) listener()
    }
  }
}
