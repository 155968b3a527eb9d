import { useMemo } from 'react'
import type { ChatClient } from '../client-api.ts'
import type { Conversation } from '../conversation-api.ts'
import { useChat } from './chat-provider.tsx'
import { useNews } from './use-news.ts'
import { useTopic } from './use-topic.ts'

/** Every conversation of this account, the one with the latest activity first; another array with each news of one. */
export function useConversations(): readonly Conversation[] {
  const chat = useChat()
  const count = useNews()
  return useMemo(() => chat.conversations(), [chat, count])
}

/** How many messages wait to be read; in conversations that are muted or archived they do not count. */
export function useUnread(): number {
  return useTopic('', unreadOf)
}

function unreadOf(chat: ChatClient): number {
  const counts = chat
    .conversations()
    .filter(({ chosen }) => chosen.mutedUntil === undefined && !chosen.archived)
    .map(({ unread }) => unread)
  return counts.reduce((sum, unread) => sum + unread, 0)
}
