import type { Conversation } from '@parley/client'
import { useChat } from '@parley/client/react'
import { titleOf } from '../names.ts'
import { Avatar } from '../ui/avatar.tsx'
import { symbolIn } from './symbol.ts'

type Props = { readonly conversation: Conversation; readonly size?: 'small' | 'large' }

/** What stands for a conversation: the other person's picture, or the group's emoji. */
export function ConversationAvatar({ conversation, size }: Props) {
  const chat = useChat()
  const { id, kind, with: person, about } = conversation
  return (
    <Avatar
      id={person?.user ?? id}
      name={titleOf(chat, conversation)}
      person={person}
      group={kind === 'group'}
      symbol={symbolIn(about?.picture)}
      {...(size && { size })}
    />
  )
}
