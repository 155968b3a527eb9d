import type { Conversation } from '@parley/client'
import { useCallback, useEffect, useRef } from 'react'
import type { ListRange } from 'react-virtuoso'
import type { Item } from '../thread/items.ts'

/** Says how far the person has read: as far as the page has shown while it was in view. */
export function useReading(
  conversation: Conversation,
  items: readonly Item[],
  first: number,
  isAtEnd: boolean,
): (range: ListRange) => void {
  const seen = useRef(0)
  const tell = useCallback(() => {
    if (document.visibilityState !== 'visible') return
    if (isAtEnd) conversation.markRead()
    else if (seen.current > conversation.mine.read) conversation.markRead(seen.current)
  }, [conversation, isAtEnd])
  useEffect(tell, [tell, items])
  useEffect(() => {
    document.addEventListener('visibilitychange', tell)
    return () => document.removeEventListener('visibilitychange', tell)
  }, [tell])
  return useCallback(
    ({ endIndex }) => {
      const item = items[endIndex - first]
      if (item && 'message' in item) seen.current = Math.max(seen.current, item.message.seq)
      tell()
    },
    [items, first, tell],
  )
}
