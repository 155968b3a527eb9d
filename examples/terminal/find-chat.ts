import type { ChatClient, Conversation } from '@parley/client'
import { plain } from './plain.ts'

/** Which conversation is meant; the message says how to say it. */
export class NotClear extends Error {
  override readonly name = 'NotClear'
}

/** The conversation that somebody means: `@handle`, a group's title, an id, or a handle without its `@`. */
export async function findChat(chat: ChatClient, word: string): Promise<Conversation> {
  const known = byWord(chat.conversations(), word)
  return known ?? chat.openDirect(toHandle(word))
}

/** A group by its title or any conversation by its id; throws where several groups are called the same. */
export function byWord<Known extends Pick<Conversation, 'id' | 'kind' | 'title'>>(
  conversations: readonly Known[],
  word: string,
): Known | undefined {
  const byId = conversations.find(({ id }) => id === word)
  if (byId || word.startsWith('@')) return byId
  const wanted = word.trim().toLowerCase()
  const groups = conversations.filter(
    ({ kind, title }) => kind === 'group' && title.trim().toLowerCase() === wanted,
  )
  if (groups.length < 2) return groups[0]
  const ids = groups.map(({ id }) => id).join(', ')
  throw new NotClear(`Several groups are called “${plain(word)}”: give an id of ${ids}.`)
}

/** Handles are lower case; people write them with an `@` and as they like. */
export function toHandle(word: string): string {
  return word.trim().replace(/^@/, '').toLowerCase()
}
