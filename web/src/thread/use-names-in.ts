import type { Message } from '@parley/client'
import { useChat } from '@parley/client/react'
import { nameOf } from '../names.ts'

/** What everybody in these messages is called, as one text: another one when a name or a picture comes to be known. */
export function useNamesIn(messages: readonly Message[]): string {
  const chat = useChat()
  const users = new Set(messages.flatMap(({ from, mentions = [] }) => [from, ...mentions]))
  return [...users]
    .map((user) => chat.person(user))
    .map((person) => `${nameOf(person)} ${person.handle ?? ''} ${person.picture ?? ''}`)
    .join('\n')
}
