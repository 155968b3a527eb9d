import type { Conversation, Message } from '@parley/client'
import { useEffect, useState } from 'react'

/** The text in the box: kept as the conversation's draft, unless it is that of a message being edited. */
export function useDraft(
  conversation: Conversation,
  edited: Message | undefined,
): readonly [string, (text: string, isSent?: boolean) => void] {
  const [draft, setDraft] = useState(conversation.chosen.draft)
  const [change, setChange] = useState('')
  useEffect(() => {
    let isOver = false
    if (edited)
      conversation.text(edited).then(
        (text) => !isOver && setChange(text),
        () => {},
      )
    return () => {
      isOver = true
    }
  }, [conversation, edited])
  const set = (text: string, isSent = false) => {
    if (edited && isSent) return setChange('')
    if (edited) return setChange(text)
    setDraft(text)
    conversation.saveDraft(text)
  }
  return [edited ? change : draft, set]
}
