import type { Conversation } from '@parley/client'
import { useChat } from '@parley/client/react'
import { useState } from 'react'
import { ConversationAvatar } from '../group/conversation-avatar.tsx'
import { goTo } from '../hooks/use-hash.ts'
import { explain, titleOf } from '../names.ts'
import { Dialog } from '../ui/dialog.tsx'
import { useToast } from '../ui/toast.tsx'
import type { MessageDialogProps } from './delete-dialog.tsx'

/** Where a message is sent on to: one conversation or several. */
export function ForwardDialog({ message, close }: MessageDialogProps) {
  const chat = useChat()
  const say = useToast()
  const [query, setQuery] = useState('')
  const [chosen, setChosen] = useState<readonly Conversation[]>([])
  const wanted = query.trim().toLowerCase()
  const all = chat
    .conversations()
    .filter((one) => titleOf(chat, one).toLowerCase().includes(wanted) && isOpenTo(one))
  const forward = () => {
    close()
    Promise.all(chosen.map((conversation) => conversation.forward(message))).then(
      () => (chosen.length === 1 ? goTo(chosen[0]!.id) : say(`Forwarded to ${chosen.length} chats`)),
      (error: unknown) => say(explain(error)),
    )
  }
  return (
    <Dialog title="Forward to" close={close}>
      <input
        type="search"
        aria-label="Search chats"
        placeholder="Search"
        value={query}
        onChange={(event) => setQuery(event.target.value)}
      />
      <ul className="people forward-list">
        {all.map((conversation) => (
          <li key={conversation.id}>
            <label className="person">
              <input
                type="checkbox"
                checked={chosen.includes(conversation)}
                onChange={() => setChosen(toggled(chosen, conversation))}
              />
              <ConversationAvatar conversation={conversation} />
              <strong dir="auto">{titleOf(chat, conversation)}</strong>
            </label>
          </li>
        ))}
        {all.length === 0 && <li className="faint-text">No chat is called so.</li>}
      </ul>
      <button type="button" className="primary" disabled={chosen.length === 0} onClick={forward}>
        {chosen.length > 1 ? `Forward to ${chosen.length} chats` : 'Forward'}
      </button>
    </Dialog>
  )
}

function isOpenTo({ kind, about, chosen }: Conversation): boolean {
  return !chosen.blocked && !(kind === 'group' && about && !about.role)
}

function toggled<Each>(all: readonly Each[], one: Each): readonly Each[] {
  return all.includes(one) ? all.filter((each) => each !== one) : [...all, one]
}
