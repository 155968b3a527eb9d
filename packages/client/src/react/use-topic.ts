import { useCallback, useSyncExternalStore } from 'react'
import type { ChatClient } from '../client-api.ts'
import { useChat } from './chat-provider.tsx'
import { newsOf, type Topic } from './news.ts'

/**
 * What is read of the client, read again with each news of a topic; the component is drawn again when it is another.
 * `read` gives the same value while nothing has changed: a primitive, or an object that the client keeps.
 */
export function useTopic<Value>(topic: Topic, read: (chat: ChatClient) => Value): Value {
  const chat = useChat()
  const subscribe = useCallback((listener: () => void) => newsOf(chat).listen(topic, listener), [chat, topic])
  const snapshot = () => read(chat)
  return useSyncExternalStore(subscribe, snapshot, snapshot)
}

/** How much was told of a topic: another number with each news. */
export function useCount(topic: Topic): number {
  return useTopic(topic, (chat) => newsOf(chat).count(topic))
}
