import type { Conversation } from '@parley/client'
import { useCallback, useEffect, useRef } from 'react'

/**
 * Says how far the person has read: as far as the page has shown while it was in view. Said once for each position, so
 * that a conversation marked as unread while it is open stays so until there is something new in it.
 */
export function useReading(conversation: Conversation): (seq: number, isAtEnd: boolean) => void {
  const seen = useRef({ seq: 0, isAtEnd: false })
  const told = useRef(-1)
  const tell = useCallback(() => {
    if (document.visibilityState !== 'visible') return
    const { seq, isAtEnd } = seen.current
    const upTo = isAtEnd ? conversation.head.seq : seq
    if (upTo <= told.current && upTo <= conversation.mine.read) return
    told.current = upTo
    conversation.markRead(upTo)
  }, [conversation])
  useEffect(() => {
    document.addEventListener('visibilitychange', tell)
    return () => document.removeEventListener('visibilitychange', tell)
  }, [tell])
  return useCallback(
    (seq, isAtEnd) => {
      seen.current = { seq: Math.max(seq, seen.current.seq), isAtEnd }
      tell()
    },
    [tell],
  )
}
