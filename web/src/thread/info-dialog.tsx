import type { UserId } from '@parley/client'
import { useChat, useNews } from '@parley/client/react'
import { useEffect } from 'react'
import { nameOf } from '../names.ts'
import { fullTime } from '../times.ts'
import { Avatar } from '../ui/avatar.tsx'
import { Dialog } from '../ui/dialog.tsx'
import type { MessageDialogProps } from './delete-dialog.tsx'

/** How far a message has come, person by person. */
export function InfoDialog({ conversation, message, close }: MessageDialogProps) {
  useNews(conversation)
  useEffect(() => {
    conversation.refreshReceipts().catch(() => {})
  }, [conversation])
  const { delivered, read, of } = conversation.receiptsOf(message)
  const onlyDelivered = delivered.filter((user) => !read.includes(user))
  return (
    <Dialog title="Message info" close={close}>
      <p className="faint-text">{`Sent ${fullTime(message.at)}`}</p>
      <People title="Read by" users={read} />
      <People title="Delivered to" users={onlyDelivered} />
      {of > delivered.length && (
        <p className="faint-text">{`Not yet delivered to ${of - delivered.length} of ${of}`}</p>
      )}
    </Dialog>
  )
}

function People({ title, users }: { title: string; users: readonly UserId[] }) {
  const chat = useChat()
  if (users.length === 0) return null
  return (
    <section>
      <h3>{title}</h3>
      <ul className="people">
        {users.map((user) => (
          <li className="person" key={user}>
            <Avatar id={user} name={nameOf(chat.person(user))} person={chat.person(user)} size="small" />
            <span dir="auto">{nameOf(chat.person(user))}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}
