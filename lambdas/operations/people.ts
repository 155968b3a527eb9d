import type { MediaId, UserId } from '@parley/domain'
import { Refusal, type WireOwnProfile } from '@parley/protocol'
import { claimed } from '../conversation/claim.ts'
import type { ProfileClaim } from '../ports.ts'
import { signOutAll } from '../sign-out.ts'
import { find } from './found.ts'
import type { Operation, OperationContext } from './operation.ts'
import { publicProfiles } from './public-profile.ts'

export const getMe: Operation<'getMe'> = async (_input, { user, profiles }) => {
  const [me] = await profiles.of([user])
  if (!me || me.deleted) throw new Refusal('NO_PROFILE')
  return me
}

/**
 * Everything but the picture first: that is refused before a file is claimed for a profile that will not have it. The
 * picture before goes before the profile names the new one, so that whoever repeats this after a crash still knows it.
 */
export const putMe: Operation<'putMe'> = async ({ body }, context) => {
  const { user, media } = context
  const { picture, ...rest } = body
  const profile = await claim(context, { user, ...rest })
  if (picture === undefined || picture === (profile.picture ?? null)) return profile
  if (picture !== null) {
    await claimed(media, {
      media: picture as MediaId,
      owner: user,
      conversation: undefined,
      by: 'profile',
    })
  }
  if (profile.picture !== undefined) await media.remove(profile.picture as MediaId)
  return claim(context, { user, handle: profile.handle, name: profile.name, picture })
}

/** Asked for first and signed out last: whoever repeats this after a crash is let in until then. */
export const deleteMe: Operation<'deleteMe'> = async ({ body }, context) => {
  const { user, profiles, endings, now } = context
  const [me] = await profiles.of([user])
  if (!me || me.deleted) throw new Refusal('NO_PROFILE')
  if (me.handle !== body.handle) throw new Refusal('FORBIDDEN', 'handle')
  await endings.send({ user })
  await signOutAll(user, undefined, now(), context)
  return {}
}

export const findPerson: Operation<'findPerson'> = async ({ path }, context) => {
  const { person, isFindable } = await find(path.handle, context)
  if (!person || !isFindable) throw new Refusal('NOT_FOUND')
  const [shown] = await publicProfiles([person], context.user, context)
  return shown!
}

export const getProfiles: Operation<'getProfiles'> = async ({ body }, context) => {
  const found = await context.profiles.of(body.users as UserId[])
  return { profiles: await publicProfiles(found, context.user, context) }
}

async function claim({ profiles }: OperationContext, wanted: ProfileClaim): Promise<WireOwnProfile> {
  const result = await profiles.claim(wanted)
  if (result === 'taken') throw new Refusal('HANDLE_TAKEN')
  if (result === 'gone') throw new Refusal('UNAUTHENTICATED', 'deleted')
  return result.profile
}
