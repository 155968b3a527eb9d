import type { TransactWriteItem } from '@aws-sdk/client-dynamodb'
import { hashOf } from '../identity.ts'
import type { PushEndpoint, Speaker } from '../ports.ts'
import { key } from './chat-keys.ts'
import { type Item, toItem } from './dynamo.ts'
import { Terms } from './expression.ts'

/** An endpoint as it is stored: of the token, only its hash. */
export type Held = PushEndpoint & { readonly token: string }

export type Seen = {
  /** What the device has now. */
  readonly own: Held | undefined
  /** Who has the claim on the token and that on the address. */
  readonly owners: readonly (Speaker | undefined)[]
  /** What other devices have by these claims. */
  readonly displaced: readonly Held[]
  /** Whether nothing is to be written at all. */
  readonly isSettled: boolean
}

/** Where in a replacement the write to the sockets item stands: its condition is that the device is known. */
export const SOCKETS_WRITE = 0

/** Everything that changes when a device gets an endpoint, in one transaction; it holds only for what was seen. */
export function replacement(
  table: string,
  next: Held,
  { own, owners, displaced }: Seen,
): TransactWriteItem[] {
  const claims = claimsOf(next)
  const gone = [...(own ? [own] : []), ...displaced].flatMap(claimsOf)
  return [
    ...pushableWrites(table, next, displaced),
    { Put: { ...put(table, key.push(next.user, next.device), { ...next }), ...asSeen(own) } },
    ...claims.map((claim, index) => ({
      Put: {
        ...put(table, key.pushClaim(claim), { user: next.user, device: next.device }),
        ...ownedBy(owners[index]),
      },
    })),
    ...displaced.map((held) => deleteHeld(table, held)),
    ...[...new Set(gone)]
      .filter((claim) => !claims.includes(claim))
      .map((claim) => deleteClaim(table, claim)),
  ]
}

/** Everything that changes when a device no longer has one. */
export function removal(table: string, held: Held): TransactWriteItem[] {
  return [
    pushable(table, held.user, [held]),
    deleteHeld(table, held),
    ...claimsOf(held).map((claim) => deleteClaim(table, claim)),
  ]
}

function claimsOf({ token, address }: Held): string[] {
  return [token, hashOf(address)]
}

/** What fan-out will find in the sockets items: one write a person, that of the device's own first. */
function pushableWrites(table: string, next: Held, displaced: readonly Held[]): TransactWriteItem[] {
  const byUser = Map.groupBy(displaced, ({ user }) => user)
  const others = [...byUser].filter(([user]) => user !== next.user)
  return [
    pushable(table, next.user, byUser.get(next.user) ?? [], next),
    ...others.map(([user, gone]) => pushable(table, user, gone)),
  ]
}

/** The devices of a person that are gone can no longer be pushed to; one that comes can, if it is known. */
function pushable(
  table: string,
  user: Held['user'],
  gone: readonly Speaker[],
  comes?: Speaker,
): TransactWriteItem {
  const names = Object.fromEntries(gone.map(({ device }, index) => [`#p${index}`, `p:${device}`]))
  const clauses = [
    ...(comes ? ['SET #comes = :true'] : []),
    ...(gone.length > 0 ? [`REMOVE ${Object.keys(names).join(', ')}`] : []),
  ]
  return {
    Update: {
      TableName: table,
      Key: key.sockets(user),
      UpdateExpression: clauses.join(' '),
      ...(comes && {
        ConditionExpression: 'attribute_exists(#known)',
        ExpressionAttributeValues: toItem({ ':true': true }),
      }),
      ExpressionAttributeNames: {
        ...names,
        ...(comes && { '#comes': `p:${comes.device}`, '#known': `d:${comes.device}` }),
      },
    },
  }
}

function deleteHeld(table: string, held: Held): TransactWriteItem {
  return { Delete: { TableName: table, Key: key.push(held.user, held.device), ...asSeen(held) } }
}

/** An endpoint that is there has both its claims, so whoever takes the endpoint takes them. */
function deleteClaim(table: string, claim: string): TransactWriteItem {
  return { Delete: { TableName: table, Key: key.pushClaim(claim) } }
}

function asSeen(held: Held | undefined): Condition {
  if (!held) return { ConditionExpression: 'attribute_not_exists(pk)' }
  const { token, address } = held
  const terms = new Terms()
  const ConditionExpression = `${terms.is('token', token)} AND ${terms.is('address', address)}`
  return { ConditionExpression, ...terms.parameters() }
}

function ownedBy(owner: Speaker | undefined): Condition {
  if (!owner) return { ConditionExpression: 'attribute_not_exists(pk)' }
  const terms = new Terms()
  const ConditionExpression = `${terms.is('user', owner.user)} AND ${terms.is('device', owner.device)}`
  return { ConditionExpression, ...terms.parameters() }
}

type Condition = Pick<
  NonNullable<TransactWriteItem['Put']>,
  'ConditionExpression' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues'
>

function put(table: string, itemKey: Item, value: Record<string, unknown>) {
  return { TableName: table, Item: { ...itemKey, ...toItem(value) } }
}
