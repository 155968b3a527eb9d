import { membersOfDirect } from '@parley/domain'
import type { Members } from '../ports.ts'

/** The members of a direct conversation are in its id: nothing is read, by sends or by fan-out. */
export const directMembers: Members = {
  of: async (conversation) => membersOfDirect(conversation) ?? [],
  find: async (conversation, user) => membersOfDirect(conversation)?.find((member) => member.user === user),
}
