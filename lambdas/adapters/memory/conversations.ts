import { setImmediate as turn } from 'node:timers/promises'
import type { Conversation, ConversationId, UserId } from '@parley/domain'
import type { Along, Conversations } from '../../ports.ts'

/** Conversations in memory; `keep` is the log's, which writes what goes along with an entry. */
export type MemoryConversations = Conversations & {
  keep(conversation: ConversationId, along: Along): void
}

export function memoryConversations(): MemoryConversations {
  const states = new Map<ConversationId, Conversation>()
  const spans = new Map<string, NonNullable<Along['left']>[number]['spans']>()
  const spansKey = (conversation: ConversationId, user: UserId) => `${user} ${conversation}`

  return {
    async read(conversation) {
      await turn()
      return states.get(conversation)
    },
    async spansOf(conversation, users) {
      await turn()
      return new Map(
        users.flatMap((user) => {
          const kept = spans.get(spansKey(conversation, user))
          return kept ? [[user, kept] as const] : []
        }),
      )
    },
    keep(conversation, along) {
      if (along.conversation) states.set(conversation, along.conversation)
      for (const left of along.left ?? []) spans.set(spansKey(conversation, left.user), left.spans)
    },
  }
}
