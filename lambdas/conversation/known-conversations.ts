import { type Conversation, type ConversationId, directConversation } from '@parley/domain'
import type { Conversations } from '../ports.ts'
import { remembered } from '../remembered.ts'

/**
 * Conversations as a warm function knows them. The log itself says whether that is good enough: each entry
 * carries the version (`epoch`) of the conversation it was written in, so no entry is ever judged by an older one.
 */
export type KnownConversations = {
  /**
   * The conversation in that version or a later one; undefined if there is none. Nothing is read for a direct
   * conversation that was never changed (version 0), nor for a version that is remembered.
   */
  at(conversation: ConversationId, version: number): Promise<Conversation | undefined>
  /** As it is now, strongly consistent. */
  now(conversation: ConversationId): Promise<Conversation | undefined>
}

export function knownConversations(conversations: Conversations, most = 1_000): KnownConversations {
  const known = remembered<ConversationId, Conversation>(most)

  async function now(id: ConversationId): Promise<Conversation | undefined> {
    const conversation = (await conversations.read(id)) ?? directConversation(id)
    if (conversation) known.set(id, conversation)
    return conversation
  }

  return {
    now,
    async at(id, version) {
      const direct = version === 0 ? directConversation(id) : undefined
      if (direct) return direct
      const held = known.get(id)
      return held && held.version >= version ? held : now(id)
    },
  }
}
