import type { Conversation, ConversationId, Member, Role, Span, UserId } from '@parley/domain'
import { key } from './chat-keys.ts'
import { fromItem, type Item, toItem } from './dynamo.ts'

/**
 * A conversation is one item, whose members are one string: five thousand of them stay below 250 KB and are read
 * in milliseconds. Each is its id, a letter for its role, since when it is one, and its spans: `…o1:0-`.
 */
type Stored = Omit<Conversation, 'members'> & { readonly members: string; readonly pk: string }

const LETTERS: Record<Role, string> = { owner: 'o', admin: 'a', member: 'm' }
const ROLES = new Map(Object.entries(LETTERS).map(([role, letter]) => [letter, role as Role]))
const USER_CHARS = 25

export function conversationToItem({ members, ...conversation }: Conversation): Item {
  const people = [...members.values()].map(memberToText).join(' ')
  return { ...key.conversation(conversation.id), ...toItem({ ...conversation, members: people }) }
}

export function conversationOfItem(item: Item): Conversation {
  const { members, ...stored } = fromItem<Stored & { sk: string }>(item)
  const { id, version, title, description, picture, history, disappearAfter, pins, large } = stored
  const people = members === '' ? [] : members.split(' ').map(memberOfText)
  return {
    ...{ id, version, title, description, picture, history, disappearAfter, pins, large },
    members: new Map(people.map((member) => [member.user, member])),
  }
}

/** What somebody who left may hear for good, with its own items. */
export function spansToItem(user: UserId, conversation: ConversationId, spans: readonly Span[]): Item {
  return { ...key.spans(user, conversation), ...toItem({ spans: spansToText(spans) }) }
}

export function spansOfItem(item: Item): Span[] {
  return spansOfText(fromItem<{ spans: string }>(item).spans)
}

function memberToText({ user, role, since, spans }: Member): string {
  return `${user}${LETTERS[role]}${since}:${spansToText(spans)}`
}

function memberOfText(text: string): Member {
  const user = text.slice(0, USER_CHARS) as UserId
  const role = ROLES.get(text.charAt(USER_CHARS))
  const [since, spans = ''] = text.slice(USER_CHARS + 1).split(':')
  if (!role) throw new Error('A member has a role this version does not know.')
  return { user, role, since: Number(since), spans: spansOfText(spans) }
}

/** `after-until`, or `after-` where a span has no end. */
function spansToText(spans: readonly Span[]): string {
  return spans.map(({ after, until = '' }) => `${after}-${until}`).join(',')
}

function spansOfText(text: string): Span[] {
  return text.split(',').map((span) => {
    const [after, until] = span.split('-')
    return { after: Number(after), ...(until && { until: Number(until) }) }
  })
}
