import type { Conversation, Message, UserId } from '@parley/client'
import { useChat, useNews } from '@parley/client/react'
import { useEffect } from 'react'
import { nameOf } from '../names.ts'
import { fullTime } from '../times.ts'
import { Avatar } from '../ui/avatar.tsx'
import { Dialog } from '../ui/dialog.tsx'
import type { MessageDialogProps } from './delete-dialog.tsx'

/** How far a message has come, person by person. */
export function InfoDialog({ conversation, message, close }: MessageDialogProps) {
  const chat = useChat()
  useNews(conversation)
  useEffect(() => {
    conversation.refreshReceipts().catch(() => {})
  }, [conversation])
  const { delivered, read, of } = conversation.receiptsOf(message)
  const onlyDelivered = delivered.filter((user) => !read.includes(user))
  const waiting = readersOf(conversation, message, chat.me?.user).filter((user) => !delivered.includes(user))
  return (
    <Dialog title="Message info" close={close}>
      <p className="faint-text">{`Sent ${fullTime(message.at)}`}</p>
      <Progress word="Read" by={read.length} of={of} />
      <Progress word="Delivered" by={delivered.length} of={of} />
      <People title="Read by" users={read} />
      <People title="Delivered to" users={onlyDelivered} />
      <People title="Not yet delivered to" users={waiting} />
    </Dialog>
  )
}

function Progress({ word, by, of }: { word: string; by: number; of: number }) {
  if (of < 2) return null
  return (
    <label className="receipt-progress">
      <span>{`${word} ${by} of ${of}`}</span>
      <progress max={of} value={by} />
    </label>
  )
}

function People({ title, users }: { title: string; users: readonly UserId[] }) {
  const chat = useChat()
  if (users.length === 0) return null
  return (
    <section aria-label={title}>
      <h3>{title}</h3>
      <ul className="people">
        {users.map((user) => (
          <li className="person" key={user}>
            <Avatar id={user} name={nameOf(chat.person(user))} person={chat.person(user)} size="small" />
            <bdi>{nameOf(chat.person(user))}</bdi>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** Who was there to be told. */
function readersOf(
  { with: person, about }: Conversation,
  { seq }: Message,
  me: UserId | undefined,
): UserId[] {
  if (person) return [person.user]
  const members = about?.members.filter(({ user, since }) => user !== me && since <= seq) ?? []
  return members.map(({ user }) => user)
}
