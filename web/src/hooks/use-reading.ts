import type { Conversation } from '@parley/client'
import { useCallback, useEffect, useRef } from 'react'

/** Says how far the person has read: as far as the page has shown while it was in view. */
export function useReading(conversation: Conversation): (seq: number, isAtEnd: boolean) => void {
  const seen = useRef({ seq: 0, isAtEnd: false })
  const tell = useCallback(() => {
    if (document.visibilityState !== 'visible') return
    const { seq, isAtEnd } = seen.current
    if (isAtEnd) conversation.markRead()
    else if (seq > conversation.mine.read) conversation.markRead(seq)
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
