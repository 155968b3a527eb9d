import type { Role } from '@parley/client'

/** What one may do with a member: an admin makes admins and removes members, the owner does all. */
export function rightsOver(mine: Role | undefined, theirs: Role | undefined) {
  const leads = mine === 'owner' || mine === 'admin'
  const isMember = theirs === 'member'
  const isOther = theirs !== undefined
  return {
    promote: leads && isMember,
    demote: mine === 'owner' && theirs === 'admin',
    handOver: mine === 'owner' && isOther,
    remove: leads && (isMember || (mine === 'owner' && isOther)),
  }
}

const RANKS: Record<Role, number> = { owner: 0, admin: 1, member: 2 }

/** Those who lead a group first, else by name. */
export function byRank<One extends { readonly role: Role; readonly name: string }>(a: One, b: One): number {
  return RANKS[a.role] - RANKS[b.role] || a.name.localeCompare(b.name)
}
