import type { UserId } from '@parley/domain'
import { useEffect } from 'react'
import type { Presence } from '../client-api.ts'
import { useChat, useNews } from './chat-provider.tsx'

/** Whether somebody is there, heard of as long as it is shown. */
export function usePresence(user: UserId | undefined): Presence | undefined {
  const chat = useChat()
  useNews()
  const isOther = user && user !== chat.me?.user
  useEffect(() => (isOther ? chat.watch([user]) : undefined), [chat, user, isOther])
  return isOther ? chat.presence(user) : undefined
}
