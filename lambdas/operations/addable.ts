import { directId, isOpen, type UserId } from '@parley/domain'
import type { OperationContext } from './operation.ts'

/**
 * Those among some people whom this one can bring into a group: who exist still, and have not blocked it. That the
 * others are left out tells nothing of why. Once each, without the one who asks.
 */
export async function addable(
  { user, profiles, inbox }: Pick<OperationContext, 'user' | 'profiles' | 'inbox'>,
  asked: readonly string[],
): Promise<UserId[]> {
  const users = [...new Set(asked as readonly UserId[])].filter((other) => other !== user)
  if (users.length === 0) return []
  const [found, rows] = await Promise.all([
    profiles.of(users),
    inbox.rows(users.map((other) => ({ user: other, conversation: directId(user, other) }))),
  ])
  const exist = new Set(found.filter(({ deleted }) => !deleted).map((profile) => profile.user))
  const blocking = new Set(rows.filter(({ hidden }) => isOpen(hidden)).map((row) => row.user))
  return users.filter((other) => exist.has(other) && !blocking.has(other))
}
