import {
  type DynamoDBClient,
  GetItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb'
import type { UserId } from '@parley/domain'
import { hashOf } from '../identity.ts'
import type { PushEndpoint, PushEndpoints, Speaker } from '../ports.ts'
import { batchGet } from './batch-get.ts'
import { key, PUSH } from './chat-keys.ts'
import { cancellationReasons, fromItem, type Item, settled } from './dynamo.ts'
import { type Held, removal, replacement, type Seen, SOCKETS_WRITE } from './push-endpoint-writes.ts'
import { dynamoPushTakes } from './push-takes.ts'

type StoredEndpoint = Held & { pk: string; sk: string }

/**
 * Push endpoints in the Chat table: an item a device beside its person's other items, and two claims that say whose a
 * token and an address are. All of it changes in one transaction, with what the sockets item says for fan-out, so at
 * every moment an endpoint there is has both its claims.
 */
export function dynamoPushEndpoints(client: DynamoDBClient, table: string): PushEndpoints {
  return {
    ...dynamoPushTakes(client, table),

    async put(endpoint, token) {
      const next = { ...endpoint, token: hashOf(token) }
      for (;;) {
        const seen = await see(next)
        if (seen.isSettled) return {}
        const outcome = await write(replacement(table, next, seen))
        if (outcome !== 'lost') return outcome === 'done' ? replacedBy(next, seen.own) : outcome
      }
    },

    remove: (device) => remove(device),

    async removeByAddress(address) {
      const owner = await ownerOf(hashOf(address))
      if (owner) await remove(owner, address)
    },

    async of(user) {
      const { Items = [] } = await client.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: 'pk = :pk AND begins_with(sk, :push)',
          ExpressionAttributeValues: { ':pk': key.sockets(user).pk!, ':push': { S: PUSH } },
          ConsistentRead: true,
        }),
      )
      return Items.map((item) => endpointOf(heldOf(item)))
    },
  }

  /** Removes what a device has, or only if that is this address. */
  async function remove(device: Speaker, address?: string): Promise<PushEndpoint | undefined> {
    for (;;) {
      const own = await endpointItem(device)
      if (!own || (address !== undefined && own.address !== address)) return undefined
      if ((await write(removal(table, own))) === 'done') return endpointOf(own)
    }
  }

  /** What there is that an endpoint would take the place of. */
  async function see(next: Held): Promise<Seen> {
    const [tokenKey, addressKey] = [key.pushClaim(next.token), key.pushClaim(hashOf(next.address))]
    const [ownKey, socketsKey] = [key.push(next.user, next.device), key.sockets(next.user)]
    const found = new Map(
      (await batchGet(client, table, [tokenKey, addressKey, ownKey, socketsKey])).map((item) => [
        nameOf(item),
        item,
      ]),
    )
    const at = (itemKey: Item) => found.get(nameOf(itemKey))
    const owners = [at(tokenKey), at(addressKey)].map((item) => item && fromItem<Speaker>(item))
    const own = at(ownKey) && heldOf(at(ownKey)!)
    const others = owners.filter((owner) => owner !== undefined && !isSame(owner, next)) as Speaker[]
    const held = await Promise.all(distinct(others).map(endpointItem))
    const isSettled =
      at(socketsKey)?.[`p:${next.device}`] !== undefined &&
      own?.token === next.token &&
      own.address === next.address &&
      others.length === 0
    return {
      own,
      owners,
      displaced: held.filter((each) => each && competes(each, next)) as Held[],
      isSettled,
    }
  }

  /** `lost`: something has changed since it was seen. */
  async function write(
    TransactItems: NonNullable<TransactWriteItemsCommand['input']['TransactItems']>,
  ): Promise<'done' | 'lost' | 'unknown'> {
    try {
      await settled(() => client.send(new TransactWriteItemsCommand({ TransactItems })))
      return 'done'
    } catch (error) {
      const reasons = cancellationReasons(error)
      if (reasons[SOCKETS_WRITE] === 'ConditionalCheckFailed') return 'unknown'
      if (reasons.includes('ConditionalCheckFailed')) return 'lost'
      throw error
    }
  }

  async function ownerOf(claim: string): Promise<Speaker | undefined> {
    const item = await getItem(key.pushClaim(claim))
    return item && fromItem<Speaker>(item)
  }

  async function endpointItem({ user, device }: Speaker): Promise<Held | undefined> {
    const item = await getItem(key.push(user, device))
    return item && heldOf(item)
  }

  async function getItem(itemKey: Item): Promise<Item | undefined> {
    const { Item } = await client.send(
      new GetItemCommand({ TableName: table, Key: itemKey, ConsistentRead: true }),
    )
    return Item
  }
}

function heldOf(item: Item): Held {
  const { user, device, service, address, token } = fromItem<StoredEndpoint>(item)
  return { user, device, service, address, token }
}

function endpointOf({ token: _, ...endpoint }: Held): PushEndpoint {
  return endpoint
}

function replacedBy(next: Held, own: Held | undefined): { readonly before?: PushEndpoint } {
  return own && own.address !== next.address ? { before: endpointOf(own) } : {}
}

/** Whether an endpoint stands in the way of another: a claim may outlive its endpoint, and then says nothing. */
function competes(held: Held, next: Held): boolean {
  return held.token === next.token || held.address === next.address
}

function isSame(a: Speaker, b: Speaker): boolean {
  return a.user === b.user && a.device === b.device
}

function distinct(speakers: readonly Speaker[]): Speaker[] {
  return speakers.filter((each, index) => speakers.findIndex((other) => isSame(other, each)) === index)
}

function nameOf({ pk, sk }: Item): string {
  return `${pk?.S as UserId} ${sk?.S}`
}
