import type { Conversation, Message } from '@parley/client'
import { useNews } from '@parley/client/react'
import { useCallback, useEffect, useState } from 'react'

const PAGE = 100
/** So many are looked for at a time; an empty stretch of a conversation may be long. */
const WANTED = 24

export type Shared = {
  /** Oldest first. */
  readonly found: readonly Message[]
  /** Whether older ones may be found. */
  readonly more: boolean
  readonly isLooking: boolean
  /** Looks for older ones; how many were found. */
  readonly look: () => Promise<number>
}

/** The messages of a conversation that are of some kind: those at hand, and older ones as they are looked for. */
export function useShared(conversation: Conversation, isOf: (message: Message) => boolean): Shared {
  useNews(conversation)
  const [older, setOlder] = useState<readonly Message[]>([])
  const [before, setBefore] = useState<number>()
  const [more, setMore] = useState(true)
  const [isLooking, setLooking] = useState(false)
  const held = conversation.messages
  const first = held[0]?.seq ?? 1
  useEffect(() => {
    setOlder([])
    setBefore(undefined)
    setMore(true)
  }, [conversation, isOf])

  const look = useCallback(async () => {
    setLooking(true)
    const found: Message[] = []
    let from = Math.min(before ?? first, first)
    let isMore = from > 1
    try {
      while (isMore && found.length < WANTED) {
        const page = await conversation.history({ before: from, limit: PAGE })
        found.unshift(...page.messages.filter(isOf))
        from = page.messages[0]?.seq ?? from - PAGE
        isMore = page.more && from > 1
      }
    } catch {
      isMore = false // Offline: what there is on this device is shown.
    }
    setOlder((now) => [...found, ...now])
    setBefore(from)
    setMore(isMore)
    setLooking(false)
    return found.length
  }, [conversation, isOf, before, first])

  const found = [...older.filter(({ seq }) => seq < first), ...held.filter(isOf)]
  return { found, more: more && first > 1, isLooking, look }
}

/** What the lightbox shows. */
export function isPicture({ kind, media }: Message): boolean {
  return kind === 'message' && (media?.kind === 'image' || media?.kind === 'video')
}

/** Everything else that was sent as a file, but for what was spoken. */
export function isFile({ kind, media }: Message): boolean {
  return kind === 'message' && (media?.kind === 'document' || media?.kind === 'audio')
}
