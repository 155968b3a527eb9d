import type { UserId } from '@parley/domain'
import type { WireOwnProfile } from '@parley/protocol'
import { userOf } from './chat-keys.ts'

/** What one may leave open of a profile. */
export const OPTIONAL_FIELDS = ['about', 'picture', 'email', 'phone'] as const
type Optional = { [Name in (typeof OPTIONAL_FIELDS)[number]]?: string }

/** A profile in the Chat table; of a deleted account nothing is left but that it was. */
export type StoredProfile = Optional & { pk: string; deleted?: boolean; handle: string; name: string }
/**
 * Whose a handle is, for good, be it its owner's handle now or once. `login` is under which name its owner signs in, if
 * that is another: the handle that it signed up with.
 */
export type StoredHandle = { user: UserId; login?: string }

export function toProfile({ pk, handle = '', name = '', deleted, ...rest }: StoredProfile): WireOwnProfile {
  const known = OPTIONAL_FIELDS.filter((field) => rest[field] !== undefined)
  return {
    user: userOf(pk),
    handle,
    name,
    ...Object.fromEntries(known.map((field) => [field, rest[field]])),
    ...(deleted && { deleted }),
  }
}
