import type { Conversation } from '@parley/client'
import { useChat } from '@parley/client/react'
import { useEffect } from 'react'
import { useName } from '../hooks/use-name.ts'
import { Tick } from '../thread/tick.tsx'
import { Icon } from '../ui/icon.tsx'
import { previewOf } from './preview.ts'

/** The second line of a row: who is writing, a draft, or what was last said. */
export function PreviewLine({ conversation, isOpen }: { conversation: Conversation; isOpen: boolean }) {
  const { me } = useChat()
  const name = useName()
  useLastMessages(conversation)
  const { kind, text, who, tick, icon } = previewOf(conversation, { me: me?.user, name, isOpen })
  return (
    <span className={`preview ${kind}`}>
      {kind === 'draft' && <em className="draft">Draft: </em>}
      {tick && <Tick status={tick} />}
      {who && <bdi className="preview-who">{`${who}: `}</bdi>}
      {icon && <Icon name={icon} />}
      <bdi>{text}</bdi>
    </span>
  )
}

/** A row that says nothing of what was written (a file, a change) looks at the last messages. */
function useLastMessages(conversation: Conversation): void {
  const isBare = conversation.messages.length === 0 && conversation.more && conversation.head.seq > 0
  useEffect(() => {
    if (isBare) conversation.history().catch(() => {})
  }, [conversation, isBare])
}
