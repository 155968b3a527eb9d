import type { ChatClient, Conversation, Message } from '@parley/client'
import { useChat, useChatEvent } from '@parley/client/react'
import { summary } from '../inbox/summary.ts'
import { nameOf, titleOf } from '../names.ts'
import { isSoundOn, playSound } from './sound.ts'
import { goTo } from './use-hash.ts'

const NEW_MS = 60_000

/** Tells of new messages that are not seen: by the system, where that was allowed, and by a sound. */
export function useNotices(open: Conversation | undefined): void {
  const chat = useChat()
  useChatEvent('message', ({ conversation, message }) => {
    const isVisible = document.visibilityState === 'visible'
    if ((isVisible && conversation === open) || !isNews(conversation, message)) return
    if (isSoundOn()) playSound()
    if (!isVisible) notify(chat, conversation, message)
  })
}

function notify(chat: ChatClient, conversation: Conversation, message: Message): void {
  if (!('Notification' in window) || Notification.permission !== 'granted') return
  const from = conversation.kind === 'group' ? `${nameOf(chat.person(message.from))}: ` : ''
  const body = `${from}${summary(message)}`
  const notice = new Notification(titleOf(chat, conversation), { body, tag: conversation.id })
  notice.onclick = () => {
    window.focus()
    goTo(conversation.id)
  }
}

function isNews({ chosen, mine }: Conversation, message: Message): boolean {
  const isOwn = message.mine || message.kind !== 'message' || message.seq <= mine.read
  const isQuiet = chosen.mutedUntil !== undefined && !message.mentions?.length
  return !isOwn && !isQuiet && !chosen.archived && Date.now() - message.at < NEW_MS
}
