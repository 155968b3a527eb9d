import {
  type DynamoDBClient,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb'
import type { WireOwnProfile } from '@parley/protocol'
import type { ProfileClaim } from '../ports.ts'
import { key } from './chat-keys.ts'
import { cancellationReasons, settled } from './dynamo.ts'
import { Terms } from './expression.ts'
import { OPTIONAL_FIELDS, type StoredHandle, type StoredProfile, toProfile } from './profile-item.ts'

/** Who signs in by the handle that it held, when it takes another. */
type Held = Pick<StoredHandle, 'login'> | undefined

/**
 * Writes a profile and its handle in one transaction: `before` is the profile as it was seen, `held` its handle's
 * item. `conflict` if it was changed since. The handle before stays this person's; nobody is found by it, as the
 * profile no longer names it.
 */
export async function claimHandle(
  client: DynamoDBClient,
  table: string,
  claim: ProfileClaim,
  before: StoredProfile | undefined,
  held: Held,
): Promise<{ profile: WireOwnProfile } | 'taken' | 'conflict'> {
  const isMoving = before !== undefined && before.handle !== claim.handle
  const login = isMoving ? (held?.login ?? before.handle) : undefined
  const parts = [takeHandle(table, claim, login), putProfile(table, claim, before)]
  try {
    await settled(() => client.send(new TransactWriteItemsCommand({ TransactItems: parts })))
  } catch (error) {
    const [ofHandle, ...others] = cancellationReasons(error)
    if (ofHandle === 'ConditionalCheckFailed') return 'taken'
    if (others.includes('ConditionalCheckFailed')) return 'conflict'
    throw error
  }
  const pk = key.profile(claim.user).pk!.S!
  return { profile: toProfile({ ...before, ...chosen(claim), pk } as StoredProfile) }
}

/** The handle is this person's, or nobody's; how its owner signs in stays as it was first written. */
function takeHandle(table: string, { user, handle }: ProfileClaim, login: string | undefined) {
  const terms = new Terms()
  const isFree = `(${terms.is('user', undefined)} OR ${terms.is('user', user)})`
  const isOther = login !== undefined && login !== handle
  const sets = [
    `${terms.name('user')} = ${terms.value(user)}`,
    ...(isOther
      ? [`${terms.name('login')} = if_not_exists(${terms.name('login')}, ${terms.value(login)})`]
      : []),
  ]
  return update(table, key.handle(handle), terms, `SET ${sets.join(', ')}`, [isFree])
}

/** The profile is as it was seen: the same handle, and not deleted. */
function putProfile(table: string, claim: ProfileClaim, before: StoredProfile | undefined) {
  const terms = new Terms()
  const asSeen = [terms.is('handle', before?.handle), terms.is('deleted', undefined)]
  return update(table, key.profile(claim.user), terms, terms.update({ set: chosen(claim) }), asSeen)
}

/** What a claim sets; undefined takes away. */
function chosen(claim: ProfileClaim): Record<string, string | undefined> {
  const given = OPTIONAL_FIELDS.filter((field) => claim[field] !== undefined)
  const optional = Object.fromEntries(given.map((field) => [field, claim[field] ?? undefined]))
  return { handle: claim.handle, name: claim.name, ...optional }
}

function update(
  table: string,
  itemKey: ReturnType<typeof key.profile>,
  terms: Terms,
  expression: string,
  conditions: string[],
): TransactWriteItem {
  return {
    Update: {
      TableName: table,
      Key: itemKey,
      UpdateExpression: expression,
      ConditionExpression: conditions.join(' AND '),
      ...terms.parameters(),
    },
  }
}
