import type { Conversation, Person } from '@parley/client'
import { inSentence, nameOf } from '../names.ts'

/** Says who of those one wanted in a group did not get in: a deployment, or they themselves, may not let one. */
export function leftOut({ about }: Pick<Conversation, 'about'>, wanted: readonly Person[]): string {
  const members = new Set(about?.members.map(({ user }) => user))
  const names = wanted.filter(({ user }) => !members.has(user)).map((person) => inSentence(nameOf(person)))
  return names.length === 0 ? '' : `Could not be added: ${names.join(', ')}.`
}
