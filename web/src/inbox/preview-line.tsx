import type { Conversation, Media } from '@parley/client'
import { useChat } from '@parley/client/react'
import { useEffect } from 'react'
import { useName } from '../hooks/use-name.ts'
import { systemWords } from '../thread/system-words.ts'
import { Tick } from '../thread/tick.tsx'
import { Icon, type IconName } from '../ui/icon.tsx'
import { fileName, lastFile } from './summary.ts'

const ICONS: Record<Media['kind'], IconName> = {
  image: 'image',
  video: 'play',
  audio: 'sound',
  voice: 'mic',
  document: 'document',
}

/** The second line of a row: who is writing, a draft, or what was last said. */
export function PreviewLine({ conversation }: { conversation: Conversation }) {
  const name = useName()
  useLastMessages(conversation)
  const { typists, chosen, pending } = conversation
  const [typist] = typists
  if (typist) {
    const who = conversation.kind === 'group' ? `${name(typist[0])} is ` : ''
    return <span className="preview typing">{`${who}${typist[1]}…`}</span>
  }
  if (chosen.draft) {
    return (
      <span className="preview" dir="auto">
        <em className="draft">Draft:</em> {chosen.draft}
      </span>
    )
  }
  const sending = pending.findLast(({ kind }) => kind === 'message')
  if (sending) {
    return (
      <span className="preview" dir="auto">
        <Tick status={sending.status} /> {sending.text || 'File'}
      </span>
    )
  }
  return <LastSaid conversation={conversation} />
}

function LastSaid({ conversation }: { conversation: Conversation }) {
  const { me } = useChat()
  const name = useName()
  const { preview, from, messages, kind } = conversation
  const last = messages.at(-1)
  if (last?.kind === 'change') return <span className="preview">{systemWords(last, name)}</span>
  const said = messages.findLast((message) => message.kind !== 'change')
  if (said?.kind === 'deleted') return <span className="preview faint-text">Message deleted</span>
  const media = lastFile(conversation)
  const text = preview || (media ? fileName(media) : '')
  if (!text && !from) return <span className="preview">No messages yet</span>
  const isMine = from === me?.user
  return (
    <span className="preview" dir="auto">
      {isMine && said?.mine && <Tick status={conversation.statusOf(said)} />}
      {kind === 'group' && !isMine && from && <span>{name(from)}: </span>}
      {media && <Icon name={ICONS[media.kind]} />}
      {text || 'File'}
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
