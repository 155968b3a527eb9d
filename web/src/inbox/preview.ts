import type { Conversation, Media, MessageStatus, Outgoing, UserId } from '@parley/client'
import { inSentence } from '../names.ts'
import { systemWords } from '../thread/system-words.ts'
import type { IconName } from '../ui/icon.tsx'
import { fileName, lastFile } from './summary.ts'

/** What the second line of a row says. */
export type Preview = {
  readonly kind: 'typing' | 'draft' | 'said' | 'quiet'
  readonly text: string
  /** Whoever said it, where that is not clear. */
  readonly who?: string
  /** How far an own message has come. */
  readonly tick?: MessageStatus | Outgoing['status']
  readonly icon?: IconName
}

type View = {
  readonly me: UserId | undefined
  readonly name: (user: UserId | undefined) => string
  /** The conversation is open: its draft is seen where it is written. */
  readonly isOpen: boolean
}

const ICONS: Record<Media['kind'], IconName> = {
  image: 'image',
  video: 'play',
  audio: 'sound',
  voice: 'mic',
  document: 'document',
}

/** Who is writing, a draft, what is on its way, or what was last said: the first of these that there is. */
export function previewOf(conversation: Conversation, view: View): Preview {
  const { typists, chosen, pending, kind } = conversation
  const [typist] = typists
  if (typist) {
    const [user, doing] = typist
    return {
      kind: 'typing',
      text: `${kind === 'group' ? `${inSentence(view.name(user))} is ` : ''}${doing}…`,
    }
  }
  if (chosen.draft && !view.isOpen) return { kind: 'draft', text: chosen.draft }
  const sending = pending.findLast((one) => one.kind === 'message')
  if (sending) return { kind: 'said', tick: sending.status, text: sending.text || 'File' }
  return lastSaid(conversation, view)
}

function lastSaid(conversation: Conversation, { me, name }: View): Preview {
  const { preview, from, messages, kind } = conversation
  const last = messages.at(-1)
  if (last?.kind === 'change') return { kind: 'quiet', text: systemWords(last, name) }
  const said = messages.findLast((message) => message.kind !== 'change')
  if (said?.kind === 'deleted') return { kind: 'quiet', text: 'Message deleted', icon: 'block' }
  const media = lastFile(conversation)
  const text = preview || (media ? fileName(media) : '')
  if (!text && !from) return { kind: 'quiet', text: 'No messages yet' }
  const isMine = from !== undefined && from === me
  return {
    kind: 'said',
    text: text || 'File',
    ...(isMine && said?.mine && { tick: conversation.statusOf(said) }),
    ...(from && kind === 'group' && { who: isMine ? 'You' : name(from) }),
    ...(media && { icon: ICONS[media.kind] }),
  }
}
