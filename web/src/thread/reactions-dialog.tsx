import type { UserId } from '@parley/client'
import { useChat } from '@parley/client/react'
import { useName } from '../hooks/use-name.ts'
import { Avatar } from '../ui/avatar.tsx'
import { Dialog } from '../ui/dialog.tsx'
import type { MessageDialogProps } from './delete-dialog.tsx'

/** Who reacted to a message, and with what. */
export function ReactionsDialog({ message, close }: MessageDialogProps) {
  const chat = useChat()
  const name = useName()
  const all = Object.entries(message.reactions ?? {}) as [UserId, string][]
  return (
    <Dialog title="Reactions" close={close} className="small">
      <ul className="people">
        {all.map(([user, emoji]) => (
          <li className="person" key={user}>
            <Avatar id={user} name={name(user)} person={chat.person(user)} size="small" />
            <bdi className="grow">{name(user)}</bdi>
            <span className="reaction-of">{emoji}</span>
          </li>
        ))}
      </ul>
    </Dialog>
  )
}
