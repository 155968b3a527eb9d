import type { UserId } from '@parley/domain'
import type { WireOwnProfile, WireProfile } from '@parley/protocol'
import { showing } from '../audiences.ts'
import type { OperationContext } from './operation.ts'

type Using = Pick<OperationContext, 'settings' | 'contacts'>

/** A profile as another person sees it: how to reach its owner elsewhere is nobody's to see. */
export function publicProfile(profile: WireOwnProfile, isPictureShown: boolean): WireProfile {
  const { email: _, phone: __, picture, ...rest } = profile
  return { ...rest, ...(picture !== undefined && isPictureShown && { picture }) }
}

/** These profiles as one person sees them. Nothing is read for those without a picture. */
export async function publicProfiles(
  profiles: readonly WireOwnProfile[],
  viewer: UserId,
  using: Using,
): Promise<WireProfile[]> {
  const pictured = profiles.filter(({ picture }) => picture !== undefined)
  const owners = pictured.map(({ user }) => user as UserId)
  const shown = owners.length > 0 ? await showing('picture', owners, viewer, using) : new Set<UserId>()
  return profiles.map((profile) => publicProfile(profile, shown.has(profile.user as UserId)))
}
