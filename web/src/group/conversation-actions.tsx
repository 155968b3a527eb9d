import type { Conversation, Person } from '@parley/client'
import { useChat } from '@parley/client/react'
import { useState } from 'react'
import { useAsked } from '../hooks/use-asked.ts'
import { useTry } from '../hooks/use-try.ts'
import { MuteDialog } from '../inbox/mute-dialog.tsx'
import { useConversationMenu } from '../inbox/use-conversation-menu.ts'
import { Icon, type IconName } from '../ui/icon.tsx'

/** What can be done with a conversation as a whole: as from the list, and keeping somebody as a contact. */
export function ConversationActions({ conversation }: { conversation: Conversation }) {
  const chat = useChat()
  const [isMuting, setMuting] = useState(false)
  const items = useConversationMenu(conversation, () => setMuting(true))
  const { with: person } = conversation
  const isOther = person && person.user !== chat.me?.user && !person.deleted
  return (
    <section className="actions">
      {isOther && <ContactAction person={person} />}
      {items.map(({ icon, label, run, danger }) => (
        <Action key={label} icon={icon} label={label} run={run} danger={danger ?? false} />
      ))}
      {isMuting && <MuteDialog conversation={conversation} close={() => setMuting(false)} />}
    </section>
  )
}

function ContactAction({ person }: { person: Person }) {
  const chat = useChat()
  const attempt = useTry()
  const [times, setTimes] = useState(0)
  const { answer: contacts } = useAsked(`contacts ${times}`, () => chat.contacts())
  if (!contacts) return null
  const isContact = contacts.some(({ user }) => user === person.user)
  const change = () => (isContact ? chat.removeContact(person.user) : chat.addContact(person.user))
  return (
    <Action
      icon="person"
      label={isContact ? 'Remove from contacts' : 'Add to contacts'}
      run={() =>
        attempt(() => change().then(() => setTimes(times + 1)), isContact ? 'Removed' : 'Added to contacts')
      }
    />
  )
}

type ActionProps = {
  readonly icon: IconName
  readonly label: string
  readonly run: () => void
  readonly danger?: boolean
}

function Action({ icon, label, run, danger = false }: ActionProps) {
  return (
    <button type="button" className={`action ${danger ? 'danger' : ''}`} onClick={run}>
      <Icon name={icon} />
      {label}
    </button>
  )
}
