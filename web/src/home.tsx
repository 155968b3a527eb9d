import { useChat, useChatEvent, useConversation } from '@parley/client/react'
import { useEffect, useState } from 'react'
import { fetchWhenIdle, later } from './apart/later.tsx'
import { useContacts } from './hooks/use-contacts.ts'
import { goTo, useHash } from './hooks/use-hash.ts'
import { useLeaving } from './hooks/use-leaving.ts'
import { useNotices } from './hooks/use-notices.ts'
import { useUnreadTitle } from './hooks/use-unread-title.ts'
import { Inbox } from './inbox/inbox.tsx'
import { Announcer } from './keyboard/announcer.tsx'
import { focusConversation } from './keyboard/regions.ts'
import { useCommands } from './keyboard/use-commands.ts'
import { explain } from './names.ts'
import { Nothing } from './thread/nothing.tsx'
import { Thread } from './thread/thread.tsx'
import { useToast } from './ui/toast.tsx'

const Account = later(({ Account }) => Account)
const HelpDialog = later(({ HelpDialog }) => HelpDialog)
const JoinDialog = later(({ JoinDialog }) => JoinDialog)
const NewChat = later(({ NewChat }) => NewChat)
const NewGroup = later(({ NewGroup }) => NewGroup)

export type Side = 'chats' | 'archived' | 'starred' | 'new-chat' | 'new-group' | 'account'

/** Someone signed in: the list beside the open conversation; on a phone one or the other. */
export function Home() {
  const chat = useChat()
  const say = useToast()
  const place = useHash()
  const [side, setSide] = useState<Side>('chats')
  const [isHelp, setHelp] = useState(false)
  const open = useConversation(place.chat)
  useCommands({ open, setSide, showHelp: () => setHelp(true) })
  useUnreadTitle()
  useNotices(open)
  useContacts()
  useLeaving()
  useEffect(fetchWhenIdle, [])
  useEffect(() => {
    chat.connect().catch(() => {})
  }, [chat])
  useChatEvent('error', (error) => say(explain(error)))

  return (
    <main className={`home ${open ? 'has-open' : ''}`}>
      {open && (
        <header>
          <button type="button" className="skip-link" onClick={focusConversation}>
            Skip to the conversation
          </button>
        </header>
      )}
      <div className="side">
        {side === 'new-chat' ? (
          <NewChat back={() => setSide('chats')} makeGroup={() => setSide('new-group')} />
        ) : side === 'new-group' ? (
          <NewGroup back={() => setSide('chats')} />
        ) : side === 'account' ? (
          <Account back={() => setSide('chats')} />
        ) : (
          <Inbox side={side} setSide={setSide} open={open} showHelp={() => setHelp(true)} />
        )}
      </div>
      <div className="main">{open ? <Thread key={open.id} conversation={open} /> : <Nothing />}</div>
      <Announcer open={open} />
      {isHelp && <HelpDialog close={() => setHelp(false)} />}
      {place.join && <JoinDialog code={place.join} close={() => goTo()} />}
    </main>
  )
}
