import { useChat, useNews } from '@parley/client/react'
import { useTry } from '../hooks/use-try.ts'
import { titleOf } from '../names.ts'
import { Avatar } from '../ui/avatar.tsx'

/** Whom one does not hear any more. */
export function Blocked() {
  const chat = useChat()
  const attempt = useTry()
  useNews()
  const blocked = chat.conversations().filter(({ chosen }) => chosen.blocked)
  if (blocked.length === 0) {
    return <p className="empty">You have blocked nobody. A chat’s menu has it.</p>
  }
  return (
    <ul className="people">
      {blocked.map((conversation) => (
        <li className="person" key={conversation.id}>
          <Avatar
            id={conversation.with?.user ?? conversation.id}
            name={titleOf(chat, conversation)}
            person={conversation.with}
            size="small"
          />
          <span className="grow">
            <bdi>{titleOf(chat, conversation)}</bdi>
          </span>
          <button type="button" className="link" onClick={() => attempt(() => conversation.block(false))}>
            Unblock
          </button>
        </li>
      ))}
    </ul>
  )
}
