import type { Conversation } from '@parley/client'
import { useChat, useNews } from '@parley/client/react'
import { useState } from 'react'
import { titleOf } from '../names.ts'
import { Avatar } from '../ui/avatar.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { AddMembers } from './add-members.tsx'
import { ConversationActions } from './conversation-actions.tsx'
import { Disappearing } from './disappearing.tsx'
import { GroupSettings } from './group-settings.tsx'
import { Invites } from './invites.tsx'
import { Members } from './members.tsx'

/** All about a conversation: who is in it, how it is set, and ways out. */
export function ConversationInfo({ conversation, close }: { conversation: Conversation; close: () => void }) {
  const chat = useChat()
  useNews(conversation)
  const [isAdding, setAdding] = useState(false)
  const { kind, with: person, about, id } = conversation
  const title = titleOf(chat, conversation)
  const leads = about?.role === 'owner' || about?.role === 'admin'
  if (isAdding) return <AddMembers conversation={conversation} close={() => setAdding(false)} />
  return (
    <Dialog title={kind === 'group' ? 'Group info' : 'Contact info'} close={close}>
      <div className="about-top">
        <Avatar id={person?.user ?? id} name={title} person={person} size="large" group={kind === 'group'} />
        <h3 dir="auto">{title}</h3>
        {person?.handle && <p className="faint-text">{`@${person.handle}`}</p>}
        {(person?.about ?? about?.description) && <p dir="auto">{person?.about ?? about?.description}</p>}
      </div>
      {kind === 'group' && leads && <GroupSettings conversation={conversation} />}
      {about && (kind === 'direct' || leads) && <Disappearing conversation={conversation} />}
      {kind === 'group' && leads && <Invites conversation={conversation} />}
      {kind === 'group' && (
        <Members conversation={conversation} add={leads ? () => setAdding(true) : undefined} />
      )}
      <ConversationActions conversation={conversation} />
    </Dialog>
  )
}
