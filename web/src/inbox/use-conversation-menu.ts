import type { ChatClient, Conversation } from '@parley/client'
import { useChat } from '@parley/client/react'
import { goTo, useHash } from '../hooks/use-hash.ts'
import { useTry } from '../hooks/use-try.ts'
import { inSentence, titleOf } from '../names.ts'
import { type Question, useConfirm } from '../ui/confirm.tsx'
import type { MenuItem } from '../ui/menu.tsx'

/** What can be done with a conversation as a whole; what cannot be taken back is asked first. */
export function useConversationMenu(conversation: Conversation, showMute: () => void): MenuItem[] {
  const chat = useChat()
  const place = useHash()
  const attempt = useTry()
  const confirm = useConfirm()
  const { chosen } = conversation
  const isNew = conversation.unread > 0 || chosen.markedUnread
  const isMuted = chosen.mutedUntil !== undefined
  const ask = (question: Question, run: () => void) => () =>
    void confirm(question).then((isMeant) => isMeant && run())
  const forget = () => {
    conversation.deleteChat()
    if (place.chat === conversation.id) goTo()
  }
  return [
    {
      icon: 'pin',
      label: chosen.onTop ? 'Unpin' : 'Pin on top',
      run: () => conversation.keepOnTop(!chosen.onTop),
    },
    {
      icon: isMuted ? 'sound' : 'mute',
      label: isMuted ? 'Unmute' : 'Mute',
      run: () => (isMuted ? conversation.mute(null) : showMute()),
    },
    {
      icon: 'archive',
      label: chosen.archived ? 'Unarchive' : 'Archive',
      run: () => conversation.archive(!chosen.archived),
    },
    {
      icon: 'check',
      label: isNew ? 'Mark as read' : 'Mark as unread',
      run: () => (isNew ? conversation.markRead(conversation.head.seq) : conversation.markUnread()),
    },
    ...others(chat, conversation, (question, run) => ask(question, () => attempt(run))),
    { icon: 'trash', label: 'Delete chat', danger: true, run: ask(DELETING, forget) },
  ]
}

const DELETING: Question = {
  title: 'Delete this chat?',
  text: 'Its messages go from all your devices; others keep theirs. The chat comes back with the next message.',
  action: 'Delete chat',
  danger: true,
}

/** Blocking somebody, or leaving a group. */
function others(
  chat: ChatClient,
  conversation: Conversation,
  ask: (question: Question, run: () => Promise<void>) => () => void,
): MenuItem[] {
  const { with: person, chosen, kind, about } = conversation
  const title = inSentence(titleOf(chat, conversation))
  if (kind === 'group' && about?.role) {
    return [
      {
        icon: 'exit',
        label: 'Leave group',
        danger: true,
        run: ask(leaving(about.role, title), () => conversation.leave()),
      },
    ]
  }
  if (!person || person.user === chat.me?.user || person.deleted) return []
  const action = chosen.blocked ? 'Unblock' : 'Block'
  const text = chosen.blocked
    ? 'You can write to each other again.'
    : 'You hear nothing of them any more, and they see nothing of you. They are not told.'
  const question: Question = { title: `${action} ${title}?`, text, action, danger: !chosen.blocked }
  const run = ask(question, () => conversation.block(!chosen.blocked))
  return [{ icon: 'block', label: action, danger: !chosen.blocked, run }]
}

function leaving(role: string, title: string): Question {
  return {
    title: `Leave ${title}?`,
    text:
      role === 'owner'
        ? 'You own this group: it passes to the admin, or else the member, who has been in it longest. What was said so far stays with you.'
        : 'What was said so far stays with you.',
    action: 'Leave group',
    danger: true,
  }
}
