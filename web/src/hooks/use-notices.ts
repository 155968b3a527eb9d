import type { ChatClient, Conversation, ConversationId, Message } from '@parley/client'
import { useChat, useChatEvent } from '@parley/client/react'
import { useRef } from 'react'
import { summary } from '../inbox/summary.ts'
import { nameOf, titleOf } from '../names.ts'
import { areNoticesOn, isNews } from './notices.ts'
import { isSoundOn, playSound } from './sound.ts'
import { goTo } from './use-hash.ts'

/** Tells of new messages that are not seen, by the system and by a sound; and no longer once they are read, anywhere. */
export function useNotices(open: Conversation | undefined): void {
  const chat = useChat()
  const shown = useRef(new Map<ConversationId, Notification>())
  const closeRead = ({ conversation: { id, unread } }: { conversation: Conversation }) => {
    if (unread > 0) return
    shown.current.get(id)?.close()
    shown.current.delete(id)
  }
  useChatEvent('message', ({ conversation, message }) => {
    const isVisible = document.visibilityState === 'visible'
    const view = { me: chat.me?.user, settings: chat.settings, now: Date.now() }
    if ((isVisible && conversation === open) || !isNews(conversation, message, view)) return
    if (isSoundOn()) playSound()
    const notice = isVisible ? undefined : notify(chat, conversation, message)
    if (notice) shown.current.set(conversation.id, notice)
  })
  useChatEvent('conversation', closeRead)
  useChatEvent('receipt', closeRead)
}

function notify(chat: ChatClient, conversation: Conversation, message: Message): Notification | undefined {
  if (!areNoticesOn()) return undefined
  const from = conversation.kind === 'group' ? `${nameOf(chat.person(message.from))}: ` : ''
  try {
    const notice = new Notification(titleOf(chat, conversation), {
      body: `${from}${summary(message)}`,
      tag: conversation.id,
      icon: './icon-192.png',
    })
    notice.onclick = () => {
      window.focus()
      goTo(conversation.id)
      notice.close()
    }
    return notice
  } catch {
    // Browsers of phones have the name of it only.
    return undefined
  }
}
