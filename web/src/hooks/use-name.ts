import type { UserId } from '@parley/client'
import { useChat } from '@parley/client/react'
import { useCallback } from 'react'
import { nameOf } from '../names.ts'

/** Somebody's name as it is shown: one's own is "You". */
export function useName(): (user: UserId | undefined) => string {
  const chat = useChat()
  return useCallback(
    (user) => (!user ? '' : user === chat.me?.user ? 'You' : nameOf(chat.person(user))),
    [chat],
  )
}
