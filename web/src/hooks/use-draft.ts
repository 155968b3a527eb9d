import type { Conversation, Message } from '@parley/client'
import { useEffect, useRef, useState } from 'react'

/**
 * The text in the box: kept as the conversation's draft, unless it is that of a message being edited. A draft that is
 * changed on another device is taken over as long as it has not been changed here.
 */
export function useDraft(
  conversation: Conversation,
  edited: Message | undefined,
): readonly [string, (text: string, isSent?: boolean) => void] {
  const kept = conversation.chosen.draft
  const [draft, setDraft] = useState(kept)
  const [change, setChange] = useState('')
  const known = useRef(kept)
  useEffect(() => {
    if (kept !== known.current && draft === known.current) setDraft(kept)
    known.current = kept
  }, [kept, draft])
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
    known.current = conversation.chosen.draft
  }
  return [edited ? change : draft, set]
}
