import { setImmediate as turn } from 'node:timers/promises'
import type { UserId } from '@parley/domain'
import { CONTACTS_PER_USER, type WireContact } from '@parley/protocol'
import type { Contacts } from '../../ports.ts'

/** Contacts in memory. */
export function memoryContacts(most: number = CONTACTS_PER_USER): Contacts {
  const contacts = new Map<UserId, Map<UserId, WireContact>>()
  const of = (user: UserId) => contacts.get(user) ?? new Map<UserId, WireContact>()

  return {
    async put(user, contact) {
      await turn()
      const its = of(user)
      const other = contact.user as UserId
      if (!its.has(other) && its.size >= most) return false
      contacts.set(user, its.set(other, contact))
      return true
    },
    async remove(user, contact) {
      await turn()
      of(user).delete(contact)
    },
    async list(user, after, limit) {
      await turn()
      const behind = [...of(user)].filter(([other]) => after === undefined || other > after)
      return behind
        .sort(([one], [other]) => (one < other ? -1 : 1))
        .slice(0, limit)
        .map(([, contact]) => contact)
    },
    async among(user, others) {
      await turn()
      return new Set(others.filter((other) => of(user).has(other)))
    },
    async having(others, user) {
      await turn()
      return new Set(others.filter((other) => of(other).has(user)))
    },
  }
}
