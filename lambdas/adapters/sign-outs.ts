import {
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import type { ConnectionId, DeviceId, UserId } from '@parley/domain'
import type { Sockets, Speaker } from '../ports.ts'
import { key } from './chat-keys.ts'
import { conditionally, conditionFailure, fromItem, settled, toItem } from './dynamo.ts'
import { Terms } from './expression.ts'
import { devicesWith, isVoidIn, liveSockets, type SocketsItem, signInOnlyOf } from './sockets-item.ts'

type SignOuts = Pick<Sockets, 'banish' | 'banishAll' | 'isBanished' | 'isVoid'>
type Change = {
  readonly set: Readonly<Record<string, number>>
  readonly remove: readonly string[]
  /** A sign-in that goes void. */
  readonly voided?: number | undefined
}

/** What lets a device in, or brings anything to it but its live socket: that goes last, see `forget`. */
const OPENINGS = ['k:', 'd:', 'p:'] as const

/** Signing devices out, in the sockets item that lets them in. */
export function signOuts(client: DynamoDBClient, table: string): SignOuts {
  return {
    async banish(speaker, now) {
      const { user, device } = speaker
      const item = await change(user, {
        set: { [`o:${device}`]: now },
        remove: OPENINGS.map((kind) => `${kind}${device}`),
        voided: signInOnlyOf(await read(user), device),
      })
      const connection = item?.[`s:${device}`]?.c
      if (connection) await forget(speaker, connection)
      return connection
    },

    async banishAll(user, keep, now) {
      const isOther = (device: DeviceId) => device !== keep?.device
      let item: SocketsItem | undefined
      // Once the sign-ins are void there are no new tickets: what came in just before goes in the second round.
      do {
        const before = await read(user)
        if (keep && isVoidIn(before, keep.signedInAt)) return 'void'
        item = await change(user, outOf(before, isOther, keep, now), before)
      } while (!item || devicesWith(item, ...OPENINGS).some(isOther))
      const live = liveSockets(item).filter(({ device }) => isOther(device))
      for (const socket of live) await forget(socket, socket.connection)
      return live.map(({ connection }) => connection)
    },

    async isBanished({ user, device }, signedInAt) {
      const item = await read(user)
      const banishedAt = item[`o:${device}`]
      return (banishedAt !== undefined && banishedAt >= signedInAt) || isVoidIn(item, signedInAt)
    },

    async isVoid(user, signedInAt, isLatest = false) {
      return isVoidIn(await read(user, isLatest), signedInAt)
    },
  }

  /** The item after that; undefined if the sign-ins that are void are others than in `seen`, if that is given. */
  async function change(
    user: UserId,
    { set, remove, voided }: Change,
    seen?: SocketsItem,
  ): Promise<SocketsItem | undefined> {
    const terms = new Terms()
    const UpdateExpression = terms.update({
      set: { ...set, ...Object.fromEntries(remove.map((name) => [name, undefined])) },
      add: { voided: voided === undefined ? [] : [voided] },
    })
    const command = new UpdateItemCommand({
      TableName: table,
      Key: key.sockets(user),
      UpdateExpression,
      ...(seen && { ConditionExpression: isVoidAs(seen, terms) }),
      ...terms.parameters(),
      ReturnValues: 'ALL_NEW',
    })
    try {
      const { Attributes = {} } = await settled(() => client.send(command))
      return fromItem<SocketsItem>({ ...Attributes, ...key.sockets(user) })
    } catch (error) {
      if (conditionFailure(error)) return undefined
      throw error
    }
  }

  /** Forgets a socket. The registration goes last: whoever repeats this after a crash finds the socket by it. */
  async function forget({ user, device }: Speaker, connection: ConnectionId): Promise<void> {
    await client.send(new DeleteItemCommand({ TableName: table, Key: key.socket(connection) }))
    await conditionally(() =>
      client.send(
        new UpdateItemCommand({
          TableName: table,
          Key: key.sockets(user),
          UpdateExpression: 'REMOVE #live',
          ConditionExpression: '#live.c = :connection',
          ExpressionAttributeNames: { '#live': `s:${device}` },
          ExpressionAttributeValues: toItem({ ':connection': connection }),
        }),
      ),
    )
  }

  async function read(user: UserId, isConsistent = true): Promise<SocketsItem> {
    const { Item = {} } = await client.send(
      new GetItemCommand({ TableName: table, Key: key.sockets(user), ConsistentRead: isConsistent }),
    )
    return fromItem<SocketsItem>({ ...Item, ...key.sockets(user) })
  }
}

/** That no sign-in has gone void since. */
function isVoidAs({ void: until, kept, voided }: SocketsItem, terms: Terms): string {
  return [terms.is('void', until), terms.is('kept', kept), terms.is('voided', voided)].join(' AND ')
}

/**
 * All sign-ins void but the one kept; what is void stays so, whoever's clock is behind. Where none is kept, that says all
 * there is to say of devices.
 */
function outOf(
  item: SocketsItem,
  isOther: (device: DeviceId) => boolean,
  keep: { readonly signedInAt: number } | undefined,
  now: number,
): Change {
  const others = devicesWith(item, 's:', ...OPENINGS).filter(isOther)
  const openings = others.flatMap((device) => OPENINGS.map((kind) => `${kind}${device}`))
  const until = Math.max(now, item.void ?? now)
  if (keep) {
    const out = Object.fromEntries(others.map((device) => [`o:${device}`, now]))
    return { set: { void: until, kept: keep.signedInAt, ...out }, remove: [...openings, 'voided'] }
  }
  const out = devicesWith(item, 'o:').map((device) => `o:${device}`)
  return { set: { void: until }, remove: [...openings, ...out, 'kept', 'voided'] }
}
