import type { ChatClient, Conversation, UserId } from '@parley/client'
import { plain } from './plain.ts'

/** What somebody is called, as a terminal may show it. */
export function nameOf(chat: ChatClient, user: UserId): string {
  if (user === chat.me?.user) return 'You'
  const { name, handle, deleted } = chat.person(user)
  if (deleted) return 'Deleted account'
  return plain(name ?? (handle ? `@${handle}` : 'Someone'))
}

/** What a conversation is called; the id tells apart what is called the same. */
export function titleOf(chat: ChatClient, conversation: Conversation): string {
  const { with: person, title } = conversation
  if (!person) return plain(title) || 'Group'
  if (person.user === chat.me?.user) return 'Notes to self'
  const name = nameOf(chat, person.user)
  return person.handle && name !== `@${person.handle}` ? `${name} (@${plain(person.handle)})` : name
}
