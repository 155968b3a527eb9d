import { type Conversation, type ConversationId, present, untouched } from '@parley/domain'
import type { WireConversation } from '@parley/protocol'

/** A conversation as its members get it: with who is in it now. */
export function wireConversation(conversation: Conversation): WireConversation {
  const { id, version, title, description, picture, history, disappearAfter, pins, large } = conversation
  const members = present(conversation).map(({ user, role, since }) => ({ user, role, since }))
  return {
    ...{ conversation: id, version, title, description, picture, history, disappearAfter, large },
    pins: [...pins],
    members,
  }
}

/** What remains of it for who has left, as of the position `left`: its title as it last heard it, and nothing of what came after. */
export function wireLeftConversation(id: ConversationId, left: number, title: string): WireConversation {
  return { ...wireConversation(untouched(id)), version: left, title }
}
