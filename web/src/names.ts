import type { ChatClient, Conversation, Person } from '@parley/client'
import { ParleyError } from '@parley/client'

/** What somebody is called, as far as this device knows. */
export function nameOf(person: Person): string {
  if (person.deleted) return 'Deleted account'
  return straight(person.called ?? person.name ?? (person.handle ? `@${person.handle}` : 'Someone'))
}

/** What a conversation is called in the list and above its messages. */
export function titleOf(chat: ChatClient, conversation: Conversation): string {
  const { with: person, title } = conversation
  if (!person) return straight(title) || 'Group'
  return person.user === chat.me?.user ? 'Notes to self' : nameOf(person)
}

/**
 * A name or title as it stands within a sentence: whatever direction it is written in, or says the text is to have from
 * there on, the rest of the sentence keeps its own.
 */
export function inSentence(name: string): string {
  return /^\p{ASCII}*$/u.test(name) ? name : `\u2068${name.replace(/\p{Bidi_Control}/gu, '')}\u2069`
}

/** Without what turns the direction of text about: a name is not to be read as another one. */
function straight(name: string): string {
  return name.replace(/[\u202a-\u202e\u2066-\u2069]/g, '')
}

/** Handles are lower case; people write them with an `@` and as they like. */
export function toHandle(typed = ''): string {
  return typed.trim().replace(/^@/, '').toLowerCase()
}

/** What went wrong and what can be done, in words. */
export function explain(error: unknown): string {
  return error instanceof ParleyError
    ? `${error.message} ${error.remedy}`
    : 'Something went wrong. Try again.'
}
