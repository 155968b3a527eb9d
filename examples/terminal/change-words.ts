import type { Message, UserId } from '@parley/client'
import { plain } from './plain.ts'

type Change = NonNullable<Message['change']>

/** A change of the conversation itself as a sentence. */
export function changeWords(change: Change, from: UserId, name: (user: UserId) => string): string {
  const who = name(from)
  switch (change.type) {
    case 'created':
      return `${who} created the group “${plain(change.title)}”`
    case 'added':
      return `${who} added ${change.users.map(name).join(', ')}`
    case 'joined':
      return `${who} joined by an invite`
    case 'removed':
      return `${who} removed ${name(change.user)}`
    case 'left':
      return change.owner ? `${who} left; ${name(change.owner)} is the owner now` : `${who} left`
    case 'role':
      return `${who} made ${name(change.user)} ${change.role === 'member' ? 'a member' : `an ${change.role}`}`
    case 'settings':
      return settingWords(change.settings, who)
    case 'pinned':
    case 'unpinned':
      return `${who} ${change.type} #${change.target}`
  }
}

function settingWords(settings: Extract<Change, { type: 'settings' }>['settings'], who: string): string {
  const { title, disappearAfter } = settings
  if (title !== undefined) return `${who} named the group “${plain(title)}”`
  if (disappearAfter === 0) return `${who} lets messages stay`
  if (disappearAfter) return `${who} lets messages disappear after ${disappearAfter} seconds`
  return `${who} changed the group`
}
