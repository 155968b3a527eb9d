import { type ConversationId, present } from '@parley/domain'
import { INVITES_PER_CONVERSATION, Refusal } from '@parley/protocol'
import { changeConversation } from '../conversation/change.ts'
import { wireConversation } from '../conversation/wire-conversation.ts'
import { hashOf, inviteCodeFor, newSecret, readInviteCode } from '../identity.ts'
import type { Invite } from '../ports.ts'
import type { Operation, OperationContext } from './operation.ts'
import { leadOf } from './place.ts'

const WEEK = 7 * 86_400

/** The answer is the only place where an invite's code stands: its hash is what is kept. */
export const createInvite: Operation<'createInvite'> = async ({ path, body }, context) => {
  const { user, invites, now } = context
  const conversation = path.conversation as ConversationId
  await leadOf(context, conversation, user)
  const secret = newSecret()
  const expiresAt = now() + (body.lifetime ?? WEEK) * 1000
  if (!(await invites.add(conversation, { hash: hashOf(secret), by: user, expiresAt }, now()))) {
    throw new Refusal('TOO_MANY', `invites: at most ${INVITES_PER_CONVERSATION} at a time`)
  }
  return { code: inviteCodeFor(conversation, secret), expiresAt }
}

export const listInvites: Operation<'listInvites'> = async ({ path }, context) => {
  const conversation = path.conversation as ConversationId
  await leadOf(context, conversation, context.user)
  const list = await context.invites.list(conversation, context.now())
  return {
    invites: list.map((invite) => ({ invite: idOf(invite), by: invite.by, expiresAt: invite.expiresAt })),
  }
}

export const revokeInvite: Operation<'revokeInvite'> = async ({ path }, context) => {
  const conversation = path.conversation as ConversationId
  await leadOf(context, conversation, context.user)
  const code = readInviteCode(path.invite)
  const list = await context.invites.list(conversation, context.now())
  const named = list.find((invite) => (code ? invite.hash === code.hash : idOf(invite) === path.invite))
  if (!named || !(await context.invites.remove(conversation, named.hash))) throw new Refusal('NOT_FOUND')
  return {}
}

export const getInvite: Operation<'getInvite'> = async ({ path }, context) => {
  const {
    conversation: id,
    title,
    description,
    picture,
    members,
  } = wireConversation(await invitedTo(path.code, context))
  return { conversation: id, title, description, picture, members: members.length }
}

/**
 * Joins. The invite is looked at, strongly consistent, before the place in the log is taken: a join that was under
 * way when the invite was revoked may still succeed, one that begins afterwards cannot.
 */
export const joinByInvite: Operation<'joinByInvite'> = async ({ path }, context) => {
  const { user, profiles } = context
  const [group, [me]] = await Promise.all([invitedTo(path.code, context), profiles.of([user])])
  if (!me) throw new Refusal('NO_PROFILE')
  return wireConversation(
    await changeConversation(context, { conversation: group.id, by: user, change: { type: 'joined' } }),
  )
}

/** The group that a code leads to. Throws `NOT_FOUND`, the same for one that is wrong, expired or revoked, or of no group. */
async function invitedTo(code: string, { invites, known, now }: OperationContext) {
  const invite = readInviteCode(code)
  if (!invite) throw new Refusal('NOT_FOUND')
  const [list, group] = await Promise.all([
    invites.list(invite.conversation, now()),
    known.now(invite.conversation),
  ])
  const isGood = list.some(({ hash }) => hash === invite.hash)
  if (!isGood || !group || present(group).length === 0) throw new Refusal('NOT_FOUND')
  return group
}

/** What an invite is called in a list: enough of its hash to tell it from the others. */
function idOf({ hash }: Invite): string {
  return hash.slice(0, 16)
}
