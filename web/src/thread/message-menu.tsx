import type { Message } from '@parley/client'
import { useChat } from '@parley/client/react'
import { useDeed } from '../hooks/use-deed.ts'
import { explain } from '../names.ts'
import { Menu, type MenuItem, type Place } from '../ui/menu.tsx'
import { useToast } from '../ui/toast.tsx'
import { useThread } from './thread-context.ts'

const QUICK = ['👍', '❤️', '😂', '😮', '😢', '🙏']

/** What can be done with a message, and a bar of reactions above it. */
export function MessageMenu({ message, at, close }: { message: Message; at: Place; close: () => void }) {
  const thread = useThread()
  const { me } = useChat()
  const attempt = useDeed()
  const items = useItems(message)
  const own = me && message.reactions?.[me.user]
  const react = (emoji: string) => {
    close()
    attempt(() => thread.conversation.react(message, own === emoji ? null : emoji))
  }
  const bar = message.kind === 'message' && (
    <div className="quick-reactions">
      {QUICK.map((emoji) => (
        <button
          type="button"
          role="menuitem"
          key={emoji}
          aria-label={`React with ${emoji}`}
          className={own === emoji ? 'own' : ''}
          onClick={() => react(emoji)}
        >
          {emoji}
        </button>
      ))}
      <button
        type="button"
        role="menuitem"
        aria-label="Another reaction"
        onClick={() => {
          close()
          thread.pickReaction(message)
        }}
      >
        +
      </button>
    </div>
  )
  return <Menu label="Message" at={at} items={items} close={close} top={bar} />
}

function useItems(message: Message): MenuItem[] {
  const thread = useThread()
  const say = useToast()
  const attempt = useDeed()
  const { conversation } = thread
  const { about } = conversation
  const isPinned = about?.pins.includes(message.seq) ?? false
  const copy = async () => {
    const text = await conversation.text(message)
    await navigator.clipboard.writeText(text)
    say('Copied')
  }
  const saying = (work: Promise<unknown>) => void work.catch((error: unknown) => say(explain(error)))
  const remove: MenuItem = { icon: 'trash', label: 'Delete', danger: true, run: () => thread.remove(message) }
  if (message.kind === 'deleted') return [remove]
  const item = (when: boolean, made: MenuItem): MenuItem[] => (when ? [made] : [])
  return [
    { icon: 'reply', label: 'Reply', run: () => thread.reply(message) },
    ...item(message.mine && !message.media, { icon: 'edit', label: 'Edit', run: () => thread.edit(message) }),
    { icon: 'copy', label: 'Copy', run: () => saying(copy()) },
    { icon: 'forward', label: 'Forward', run: () => thread.forward(message) },
    {
      icon: 'star',
      label: message.starred ? 'Unstar' : 'Star',
      run: () => saying(conversation.star(message, !message.starred)),
    },
    {
      icon: 'pin',
      label: isPinned ? 'Unpin' : 'Pin',
      run: () => attempt(() => conversation.pin(message, !isPinned)),
    },
    ...item(message.reactions !== undefined, {
      icon: 'smile',
      label: 'Reactions',
      run: () => thread.showReactions(message),
    }),
    ...item(message.mine, { icon: 'info', label: 'Info', run: () => thread.info(message) }),
    remove,
  ]
}
