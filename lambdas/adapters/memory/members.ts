import { type ConversationId, type Member, membersOfDirect } from '@parley/domain'
import type { Members } from '../../ports.ts'

export type MemoryMembers = Members & { set(conversation: ConversationId, ...members: Member[]): void }

/** Members as a test says, with whatever spans; else those whom a direct conversation's id names. */
export function memoryMembers(): MemoryMembers {
  const conversations = new Map<ConversationId, Member[]>()
  const of = async (conversation: ConversationId) =>
    conversations.get(conversation) ?? membersOfDirect(conversation) ?? []
  return {
    of,
    find: async (conversation, user) => (await of(conversation)).find((member) => member.user === user),
    set: (conversation, ...members) => void conversations.set(conversation, members),
  }
}
