import type { ChatClient, Contact, Conversation, Person, UserId } from '@parley/client'
import { nameOf, titleOf, toHandle } from '../names.ts'

/** What a search finds on this device, and the handle to be asked for if it can be one. */
export type Finds = {
  readonly chats: readonly Conversation[]
  readonly contacts: readonly UserId[]
  readonly handle: string | undefined
}

/** Chats by title or handle, archived ones too; contacts one has no chat with; whoever has exactly that handle. */
export function search(chat: ChatClient, contacts: readonly Contact[], query: string): Finds {
  const wanted = plain(query.trim().replace(/^@/, ''))
  const all = chat.conversations()
  const chats = all.filter((one) =>
    plain(`${titleOf(chat, one)}\n${one.with?.handle ?? ''}`).includes(wanted),
  )
  const known = new Set(all.map(({ with: person }) => person?.user))
  const others = contacts.map(({ user }) => user).filter((user) => !known.has(user))
  const found = others.filter((user) => isCalled(chat.person(user), query))
  return { chats, contacts: found, handle: handleIn(query) }
}

/** Whether somebody's name or handle has in it what was typed. */
export function isCalled(person: Person, query: string): boolean {
  const wanted = plain(query.trim().replace(/^@/, ''))
  return plain(`${nameOf(person)}\n${person.handle ?? ''}`).includes(wanted)
}

/** What was typed as a handle, if it can be one. */
export function handleIn(query: string): string | undefined {
  const handle = toHandle(query)
  return /^[a-z][a-z0-9_.]{2,29}$/.test(handle) ? handle : undefined
}

/** As people search: without regard to case and accents. */
function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
}
