import type { Change, Message, UserId } from '@parley/client'
import { inSentence } from '../names.ts'

type Name = (user: UserId) => string

const SPANS: readonly (readonly [number, string])[] = [
  [86_400, 'day'],
  [3_600, 'hour'],
  [60, 'minute'],
  [1, 'second'],
]

/** A change of the conversation as a sentence. */
export function systemWords({ change, from }: Pick<Message, 'change' | 'from'>, name: Name): string {
  if (!change) return ''
  const who = inSentence(name(from))
  const is = (user: UserId) => (name(user) === 'You' ? 'you' : inSentence(name(user)))
  switch (change.type) {
    case 'created':
      return `${who} created the group “${inSentence(change.title)}”`
    case 'added':
      return `${who} added ${change.users.map(is).join(', ')}`
    case 'joined':
      return `${who} joined by an invite link`
    case 'removed':
      return `${who} removed ${is(change.user)}`
    case 'left':
      return change.owner ? `${who} left; ${is(change.owner)} now owns the group` : `${who} left`
    case 'role':
      return roleWords(change, who, is(change.user))
    case 'settings':
      return settingsWords(change, who)
    case 'pinned':
      return `${who} pinned a message`
    case 'unpinned':
      return `${who} unpinned a message`
  }
}

/** A span of seconds in words. */
export function spanWords(seconds: number): string {
  const [unit, word] = SPANS.find(([unit]) => seconds % unit === 0) ?? [1, 'second']
  const count = seconds / unit
  return `${count} ${word}${count === 1 ? '' : 's'}`
}

function roleWords({ role }: Extract<Change, { type: 'role' }>, who: string, whom: string): string {
  if (role === 'owner') return `${who} made ${whom} the owner`
  return role === 'admin' ? `${who} made ${whom} an admin` : `${who} made ${whom} a member again`
}

function settingsWords({ settings }: Extract<Change, { type: 'settings' }>, who: string): string {
  const { title, disappearAfter, description, history, picture } = settings
  if (title !== undefined) return `${who} named the group “${inSentence(title)}”`
  if (disappearAfter === 0) return `${who} turned disappearing messages off`
  if (disappearAfter) return `${who} set messages to disappear after ${spanWords(disappearAfter)}`
  if (picture !== undefined) return `${who} changed the group’s picture`
  if (description !== undefined) return `${who} changed the description`
  if (history) return `${who} changed what new members can read`
  return `${who} changed the group`
}
