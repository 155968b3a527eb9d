import type { UserId } from '@parley/domain'
import { useEffect } from 'react'
import type { Presence } from '../client-api.ts'
import type { Person } from '../person.ts'
import { useChat } from './chat-provider.tsx'
import { useNews } from './use-news.ts'
import { useCount, useTopic } from './use-topic.ts'

/** What this device knows of somebody. */
export function usePerson(user: UserId): Person {
  const chat = useChat()
  useNews()
  return chat.person(user)
}

/** Whether somebody is there, heard of as long as it is shown; undefined for oneself. */
export function usePresence(user: UserId | undefined): Presence | undefined {
  const chat = useChat()
  const me = useTopic('me', () => chat.me?.user)
  const isOther = user !== undefined && user !== me
  useCount(isOther ? `presence ${user}` : 'me')
  useEffect(() => (isOther ? chat.watch([user]) : undefined), [chat, user, isOther])
  return isOther ? chat.presence(user) : undefined
}
