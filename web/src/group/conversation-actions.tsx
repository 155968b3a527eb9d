import type { Conversation } from '@parley/client'
import { useChat } from '@parley/client/react'
import { useAsked } from '../hooks/use-asked.ts'
import { goTo } from '../hooks/use-hash.ts'
import { useTry } from '../hooks/use-try.ts'
import { Icon, type IconName } from '../ui/icon.tsx'

/** What can be done with a conversation as a whole. */
export function ConversationActions({
  conversation,
  close,
}: {
  conversation: Conversation
  close: () => void
}) {
  const chat = useChat()
  const attempt = useTry()
  const { chosen, kind, with: person, about } = conversation
  const isOther = person && person.user !== chat.me?.user
  const isMuted = chosen.mutedUntil !== undefined
  const { answer: contacts } = useAsked('contacts', () => chat.contacts())
  const isContact = contacts?.some(({ user }) => user === person?.user)
  const leave = () => {
    if (confirm('Leave this group?')) attempt(() => conversation.leave())
  }
  return (
    <section className="actions">
      <Action
        icon={isMuted ? 'sound' : 'mute'}
        label={isMuted ? 'Unmute' : 'Mute'}
        run={() => conversation.mute(isMuted ? null : Number.POSITIVE_INFINITY)}
      />
      {isOther && contacts && (
        <Action
          icon="person"
          label={isContact ? 'Remove from contacts' : 'Add to contacts'}
          run={() => {
            attempt(
              () => (isContact ? chat.removeContact(person.user) : chat.addContact(person.user)),
              'Done',
            )
            close()
          }}
        />
      )}
      {isOther && (
        <Action
          icon="block"
          label={chosen.blocked ? 'Unblock' : 'Block'}
          danger={!chosen.blocked}
          run={() => attempt(() => conversation.block(!chosen.blocked))}
        />
      )}
      {kind === 'group' && about?.role && <Action icon="exit" label="Leave group" danger run={leave} />}
      <Action
        icon="trash"
        label="Delete chat"
        danger
        run={() => {
          if (!confirm('Delete this chat on all your devices?')) return
          conversation.deleteChat()
          goTo()
        }}
      />
    </section>
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
