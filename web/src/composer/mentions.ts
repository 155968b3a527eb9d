import type { ChatClient, Conversation, Person, UserId } from '@parley/client'
import { nameOf } from '../names.ts'

const SHOWN = 6

/** The beginning of a mention that is being written: what stands between an `@` and the caret. */
export function mentionAt(text: string, caret: number): string | undefined {
  return /(?:^|\s)@([\p{L}\p{N}_.]{0,30})$/u.exec(text.slice(0, caret))?.[1]?.toLowerCase()
}

/** Members whose name or handle begins so. */
export function candidates(chat: ChatClient, { about }: Conversation, begun: string): Person[] {
  const people = (about?.members ?? []).map(({ user }) => chat.person(user))
  const isMeant = (person: Person) =>
    person.user !== chat.me?.user &&
    person.handle !== undefined &&
    [person.handle, ...nameOf(person).toLowerCase().split(/\s+/)].some((word) => word.startsWith(begun))
  return people.filter(isMeant).slice(0, SHOWN)
}

/** The text with the mention at the caret written out. */
export function complete(text: string, caret: number, { handle }: Person): { text: string; caret: number } {
  const before = text.slice(0, caret).replace(/@[\p{L}\p{N}_.]*$/u, `@${handle} `)
  return { text: before + text.slice(caret), caret: before.length }
}

/** Whom a text mentions, of the members. */
export function mentionedIn(chat: ChatClient, { about }: Conversation, text: string): UserId[] {
  const handles = new Set([...text.matchAll(/@([a-z0-9_.]+)/gi)].map(([, handle]) => handle!.toLowerCase()))
  const isMentioned = (user: UserId) => {
    const { handle } = chat.person(user)
    return handle !== undefined && (handles.has(handle) || handles.has(`${handle}.`))
  }
  return (about?.members ?? []).map(({ user }) => user).filter(isMentioned)
}
