import type { Person } from '@parley/client'
import { useChat, useNews } from '@parley/client/react'
import { nameOf } from '../names.ts'
import { useAsked } from './use-asked.ts'

/** The people one knows, by name: contacts, and those one has a chat with. */
export function useKnown(): readonly Person[] {
  const chat = useChat()
  useNews()
  const { answer: contacts = [] } = useAsked('contacts', () => chat.contacts())
  const users = [
    ...contacts.map(({ user }) => user),
    ...chat.conversations().flatMap(({ with: person }) => (person ? [person.user] : [])),
  ]
  return [...new Set(users)]
    .filter((user) => user !== chat.me?.user)
    .map((user) => chat.person(user))
    .filter(({ deleted }) => !deleted)
    .sort((a, b) => nameOf(a).localeCompare(nameOf(b)))
}
