import type { Presence, UserId } from '@parley/client'
import { useEffect } from 'react'
import { useChat, useNews } from './chat-context.tsx'

/** Whether somebody is there, heard of as long as it is shown. */
export function usePresence(user: UserId | undefined): Presence | undefined {
  const chat = useChat()
  useNews()
  const isOther = user && user !== chat.me?.user
  useEffect(() => (isOther ? chat.watch([user]) : undefined), [chat, user, isOther])
  return isOther ? chat.presence(user) : undefined
}
