import type { ConversationId } from '@parley/domain'
import type { ChatClient } from '../client-api.ts'
import type { Conversation } from '../conversation-api.ts'

/** Counts what happens in each conversation and in all, so that what shows it can be drawn again. */
export class News {
  readonly #counts = new Map<ConversationId | '', number>()
  readonly #listeners = new Map<ConversationId | '', Set<() => void>>()
  readonly #stops: (() => void)[]

  constructor(chat: ChatClient) {
    const about = ({ conversation }: { conversation: Conversation }) => this.#tell(conversation.id)
    this.#stops = [
      chat.on('conversation', about),
      chat.on('outbox', about),
      chat.on('changed', about),
      chat.on('receipt', about),
      chat.on('typing', about),
      chat.on('upload', about),
      chat.on('undelivered', about),
      chat.on('presence', () => this.#tell()),
      chat.on('settings', () => this.#tell()),
      chat.on('connection', () => this.#tell()),
    ]
  }

  /** How often something was told of a conversation, or at all. */
  count(id: ConversationId | '' = ''): number {
    return this.#counts.get(id) ?? 0
  }

  /** Calls back with each news of a conversation, or with each. */
  listen(id: ConversationId | '', listener: () => void): () => void {
    const listeners = this.#listeners.get(id) ?? new Set()
    this.#listeners.set(id, listeners.add(listener))
    return () => listeners.delete(listener)
  }

  stop(): void {
    for (const stop of this.#stops) stop()
  }

  #tell(id?: ConversationId): void {
    for (const key of id ? ([id, ''] as const) : ([''] as const)) {
      this.#counts.set(key, this.count(key) + 1)
      for (const listener of this.#listeners.get(key) ?? []) listener()
    }
  }
}
