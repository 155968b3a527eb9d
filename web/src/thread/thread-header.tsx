import type { Conversation } from '@parley/client'
import { useChat, usePresence, useTypists } from '@parley/client/react'
import { ConversationAvatar } from '../group/conversation-avatar.tsx'
import { goTo } from '../hooks/use-hash.ts'
import { useName } from '../hooks/use-name.ts'
import { inSentence, titleOf } from '../names.ts'
import { seenWords } from '../times.ts'
import { Icon } from '../ui/icon.tsx'
import { IconButton } from '../ui/icon-button.tsx'
import { typingWords } from './typing-words.ts'

/** Who one talks with, and what they are doing. */
export function ThreadHeader({
  conversation,
  showInfo,
}: {
  conversation: Conversation
  showInfo: () => void
}) {
  const chat = useChat()
  const title = titleOf(chat, conversation)
  const { about } = conversation
  return (
    <header className="bar">
      <IconButton icon="back" label="Back to chats" className="only-narrow" onClick={() => goTo()} />
      <button type="button" className="who" onClick={showInfo} title={`About ${title}`}>
        <ConversationAvatar conversation={conversation} />
        <span className="who-words">
          <h1 dir="auto">{title}</h1>
          <Doing conversation={conversation} />
        </span>
      </button>
      {about && about.disappearAfter > 0 && (
        <span className="faint-text" title="Messages disappear">
          <Icon name="timer" />
          <span className="hidden">Messages disappear</span>
        </span>
      )}
      <IconButton icon="info" label="Details" onClick={showInfo} />
    </header>
  )
}

function Doing({ conversation }: { conversation: Conversation }) {
  const name = useName()
  const presence = usePresence(conversation.with?.user)
  const writing = typingWords(useTypists(conversation), conversation.kind === 'group', name)
  if (writing) return <span className="doing typing">{writing}</span>
  if (conversation.kind === 'group') {
    const members = conversation.about?.members ?? []
    const names = members.slice(0, 6).map(({ user }) => inSentence(name(user)))
    const rest = members.length > 6 ? ` and ${members.length - 6} more` : ''
    return <span className="doing">{names.length > 0 ? names.join(', ') + rest : 'Group'}</span>
  }
  if (presence?.online) return <span className="doing online">online</span>
  if (presence?.seen) return <span className="doing">{`last seen ${seenWords(presence.seen)}`}</span>
  const handle = conversation.with?.handle
  return <span className="doing">{handle ? `@${handle}` : ''}</span>
}
