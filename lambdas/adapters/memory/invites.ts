import { setImmediate as turn } from 'node:timers/promises'
import type { ConversationId } from '@parley/domain'
import { INVITES_PER_CONVERSATION } from '@parley/protocol'
import type { Invite, Invites } from '../../ports.ts'

/** Invites in memory. */
export function memoryInvites(): Invites {
  const invites = new Map<ConversationId, Map<string, Invite>>()
  const validOf = (conversation: ConversationId, now: number) =>
    [...(invites.get(conversation)?.values() ?? [])].filter(({ expiresAt }) => expiresAt > now)

  return {
    async add(conversation, invite, now) {
      await turn()
      const kept = validOf(conversation, now).filter(({ hash }) => hash !== invite.hash)
      if (kept.length >= INVITES_PER_CONVERSATION) return false
      invites.set(conversation, new Map([...kept, invite].map((each) => [each.hash, each])))
      return true
    },
    async list(conversation, now) {
      await turn()
      return validOf(conversation, now)
    },
    async remove(conversation, hash) {
      await turn()
      return invites.get(conversation)?.delete(hash) ?? false
    },
  }
}
