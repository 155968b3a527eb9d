import type { Conversation } from '@parley/client'
import { useChatEvent } from '@parley/client/react'
import { useState } from 'react'
import { useName } from '../hooks/use-name.ts'
import { summary } from '../inbox/summary.ts'

const SAID_CHARS = 200

/**
 * Reads out what others write in the open conversation. The list itself is silent: while it is scrolled it draws old
 * messages, which are no news.
 */
export function Announcer({ open }: { open: Conversation | undefined }) {
  const name = useName()
  const [said, setSaid] = useState<{ in: Conversation; words: string }>()
  useChatEvent('message', ({ conversation, message }) => {
    if (conversation !== open || message.mine || message.kind !== 'message') return
    const words = `${name(message.from)}: ${summary(message).slice(0, SAID_CHARS)}`
    setSaid({ in: conversation, words })
  })
  return (
    <p className="hidden" role="status" aria-label="New message">
      {said?.in === open && said?.words}
    </p>
  )
}
