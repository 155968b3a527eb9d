import type { Conversation } from '@parley/client'
import { useChat, useNews } from '@parley/client/react'
import { useState } from 'react'
import { SharedMedia } from '../media/shared-media.tsx'
import { titleOf } from '../names.ts'
import { Dialog } from '../ui/dialog.tsx'
import { IconButton } from '../ui/icon-button.tsx'
import { SidePanel } from '../ui/side-panel.tsx'
import { AddMembers } from './add-members.tsx'
import { ConversationActions } from './conversation-actions.tsx'
import { ConversationAvatar } from './conversation-avatar.tsx'
import { Disappearing } from './disappearing.tsx'
import { GroupSettings } from './group-settings.tsx'
import { Invites } from './invites.tsx'
import { Members } from './members.tsx'

/** All about a conversation: who is in it, how it is set, and ways out. */
export function ConversationInfo({ conversation, close }: { conversation: Conversation; close: () => void }) {
  const chat = useChat()
  useNews(conversation)
  const [asked, setAsked] = useState<'add' | 'edit'>()
  const { kind, about } = conversation
  const isGroup = kind === 'group'
  const leads = about?.role === 'owner' || about?.role === 'admin'
  const done = () => setAsked(undefined)
  return (
    <SidePanel
      title={isGroup ? 'Group info' : 'Contact info'}
      close={close}
      action={
        isGroup && leads && <IconButton icon="edit" label="Edit group" onClick={() => setAsked('edit')} />
      }
    >
      <AboutTop conversation={conversation} title={titleOf(chat, conversation)} />
      <SharedMedia conversation={conversation} />
      {isGroup && <Members conversation={conversation} add={leads ? () => setAsked('add') : undefined} />}
      {about && (!isGroup || leads) && <Disappearing conversation={conversation} />}
      {isGroup && leads && <Invites conversation={conversation} />}
      <ConversationActions conversation={conversation} />
      {asked === 'add' && <AddMembers conversation={conversation} close={done} />}
      {asked === 'edit' && (
        <Dialog title="Edit group" close={done}>
          <GroupSettings conversation={conversation} close={done} />
        </Dialog>
      )}
    </SidePanel>
  )
}

function AboutTop({ conversation, title }: { conversation: Conversation; title: string }) {
  const { with: person, about } = conversation
  const words = person?.about ?? about?.description
  return (
    <div className="about-top">
      <ConversationAvatar conversation={conversation} size="large" />
      <h3 dir="auto">{title}</h3>
      {person?.handle && <p className="faint-text">{`@${person.handle}`}</p>}
      {words && <p dir="auto">{words}</p>}
    </div>
  )
}
