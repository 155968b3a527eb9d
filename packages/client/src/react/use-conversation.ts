import type { UserId } from '@parley/domain'
import type { Conversation } from '../conversation-api.ts'
import type { Message, MessageStatus } from '../message.ts'
import { useChat } from './chat-provider.tsx'
import { useCount, useTopic } from './use-topic.ts'

/**
 * A conversation, by itself or by id; the component is drawn again with each news of it. It is one object for ever, whose
 * fields change: a component that reads them calls this, also when it was given the conversation.
 */
export function useConversation<Of extends Conversation | string | undefined>(
  of: Of,
): Of extends Conversation ? Conversation : Conversation | undefined
export function useConversation(of: Conversation | string | undefined): Conversation | undefined {
  const chat = useChat()
  const id = (typeof of === 'object' ? of.id : (of ?? 'nowhere')) as Conversation['id']
  useCount(id)
  return typeof of === 'object' ? of : chat.conversation(id)
}

/** Who is writing or speaking in a conversation now. */
export function useTypists(conversation: Conversation): ReadonlyMap<UserId, 'typing' | 'recording'> {
  return useTopic(conversation.id, () => conversation.typists)
}

/** How far an own message has come; in a group, `delivered` and `read` mean by everyone. */
export function useStatus(conversation: Conversation, message: Message): MessageStatus {
  return useTopic(conversation.id, () => conversation.statusOf(message))
}
