import { useChat } from '@parley/client/react'
import { useState } from 'react'
import { goTo } from '../hooks/use-hash.ts'
import { explain, titleOf } from '../names.ts'
import { Avatar } from '../ui/avatar.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { useToast } from '../ui/toast.tsx'
import type { MessageDialogProps } from './delete-dialog.tsx'

/** Where a message is sent on to. */
export function ForwardDialog({ message, close }: MessageDialogProps) {
  const chat = useChat()
  const say = useToast()
  const [query, setQuery] = useState('')
  const isWanted = (title: string) => title.toLowerCase().includes(query.trim().toLowerCase())
  const all = chat.conversations().filter((one) => isWanted(titleOf(chat, one)) && !one.chosen.blocked)
  return (
    <Dialog title="Forward to" close={close}>
      <input
        type="search"
        aria-label="Search chats"
        placeholder="Search"
        value={query}
        onChange={(event) => setQuery(event.target.value)}
      />
      <ul className="people">
        {all.map((conversation) => (
          <li key={conversation.id}>
            <button
              type="button"
              className="person"
              onClick={() => {
                conversation.forward(message).then(
                  () => goTo(conversation.id),
                  (error: unknown) => say(explain(error)),
                )
                close()
              }}
            >
              <Avatar
                id={conversation.with?.user ?? conversation.id}
                name={titleOf(chat, conversation)}
                person={conversation.with}
                group={conversation.kind === 'group'}
              />
              <strong dir="auto">{titleOf(chat, conversation)}</strong>
            </button>
          </li>
        ))}
      </ul>
    </Dialog>
  )
}
