import type { UserId } from '@parley/client'
import { inSentence } from '../names.ts'

type Typists = ReadonlyMap<UserId, 'typing' | 'recording'>

/** Who is writing or speaking; in a conversation of two it goes without saying who. */
export function typingWords(typists: Typists, isGroup: boolean, name: (user: UserId) => string): string {
  const [doing] = typists.values()
  if (!doing) return ''
  const names = [...typists.keys()].map((user) => inSentence(name(user)))
  if (!isGroup) return `${doing}…`
  if (names.length === 1) return `${names[0]} is ${doing}…`
  return names.length === 2 ? `${names.join(' and ')} are typing…` : `${names.length} people are typing…`
}
