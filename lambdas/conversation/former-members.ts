import { type Conversation, lastHeard, type UserId, withoutFormer } from '@parley/domain'
import type { Reading } from './target.ts'

/** How long entries of somebody's last span may still be on their way to it: as long as the log's stream holds them. */
const ON_THE_WAY_MS = 86_400_000
const READ_AT_ONCE = 100
/** The most who left that a conversation remembers, however lately: all of it has to fit in one item. */
const MAX_FORMER = 1_000
/** The most spans of one member: who comes and goes more often keeps the latest. */
const MAX_SPANS = 50

/**
 * Forgets those who left more than a day ago: what they heard is kept for good with their own items. The time is
 * that of the entries by which they left, which never disappear.
 */
export async function withoutLongGone(
  { log, now }: Reading,
  conversation: Conversation,
): Promise<Conversation> {
  const ends = [...conversation.members.values()]
    .flatMap((member) => lastHeard(member) ?? [])
    .sort((a, b) => a - b)
  if (ends.length === 0) return conversation
  const oldest = ends.slice(0, READ_AT_ONCE).map((seq) => ({ conversation: conversation.id, seq }))
  const longGone = (await log.at(oldest)).filter(({ at }) => at < now() - ON_THE_WAY_MS)
  const tooMany = ends.at(-MAX_FORMER - 1) ?? 0
  return withoutFormer(conversation, Math.max(tooMany, ...longGone.map(({ seq }) => seq)))
}

/** The conversation with no more than the latest spans of these people. */
export function withFewSpans(conversation: Conversation, users: readonly UserId[]): Conversation {
  const members = new Map(conversation.members)
  for (const user of users) {
    const member = members.get(user)
    if (member) members.set(user, { ...member, spans: member.spans.slice(-MAX_SPANS) })
  }
  return { ...conversation, members }
}
