import {
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import type { DeviceId, UserId } from '@parley/domain'
import { DEVICES_PER_USER } from '@parley/protocol'
import type { Device, Profiles } from '../ports.ts'
import { batchGet } from './batch-get.ts'
import { DEVICE, key } from './chat-keys.ts'
import { conditionally, fromItem, type Item, settled, toItem } from './dynamo.ts'
import { claimHandle } from './handle-claim.ts'
import { type StoredHandle, type StoredProfile, toProfile } from './profile-item.ts'

/** Claims of one person at the same moment; each of them is decided by at most as many looks. */
const CLAIM_ATTEMPTS = 8
/** Whose profile is read for a handle that nobody has: that takes as long as for one that somebody has. */
const NOBODY = 'nobody' as UserId

type StoredDevice = { sk: string; name?: string; since: number }

export function dynamoProfiles(client: DynamoDBClient, table: string): Profiles {
  return {
    async claim(claim) {
      for (let attempt = 1; attempt <= CLAIM_ATTEMPTS; attempt++) {
        const before = await get<StoredProfile>(key.profile(claim.user))
        if (before?.deleted) return 'gone'
        const held = before && (await get<StoredHandle>(key.handle(before.handle)))
        const result = await claimHandle(client, table, claim, before, held)
        if (result !== 'conflict') return result
      }
      throw new Error('A profile was changed too often at once.')
    },

    async of(users, isConsistent = true) {
      const keys = [...new Set(users)].map(key.profile)
      const items = await batchGet(client, table, keys, { isConsistent })
      return items.map((item) => toProfile(fromItem<StoredProfile>(item)))
    },

    async byHandle(handle) {
      const held = await get<StoredHandle>(key.handle(handle))
      const profile = await get<StoredProfile>(key.profile(held?.user ?? NOBODY))
      return profile && profile.handle === handle ? toProfile(profile) : undefined
    },

    async loginOf(handle) {
      return (await get<StoredHandle>(key.handle(handle)))?.login ?? handle
    },

    async bury(user) {
      await settled(() =>
        client.send(
          new UpdateItemCommand({
            TableName: table,
            Key: key.profile(user),
            UpdateExpression: 'SET deleted = :true REMOVE handle, #name, about, picture, email, phone',
            ExpressionAttributeNames: { '#name': 'name' },
            ExpressionAttributeValues: toItem({ ':true': true }),
          }),
        ),
      )
    },

    async admitDevice({ user, device }, name, now) {
      if (await get(key.device(user, device))) return true
      if ((await devicesOf(user)).length >= DEVICES_PER_USER) return false
      await conditionally(() =>
        client.send(
          new PutItemCommand({
            TableName: table,
            Item: { ...key.device(user, device), ...toItem({ name, since: now }) },
            ConditionExpression: 'attribute_not_exists(pk)',
          }),
        ),
      )
      return true
    },

    devices: devicesOf,

    removeDevice: ({ user, device }) =>
      conditionally(() =>
        client.send(
          new DeleteItemCommand({
            TableName: table,
            Key: key.device(user, device),
            ConditionExpression: 'attribute_exists(pk)',
          }),
        ),
      ),
  }

  async function devicesOf(user: UserId): Promise<Device[]> {
    const { Items = [] } = await client.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :device)',
        ExpressionAttributeValues: { ...toItem({ ':device': DEVICE }), ':pk': key.sockets(user).pk! },
        ConsistentRead: true,
      }),
    )
    return Items.map(toDevice)
  }

  async function get<Value>(itemKey: Item): Promise<Value | undefined> {
    const { Item } = await client.send(
      new GetItemCommand({ TableName: table, Key: itemKey, ConsistentRead: true }),
    )
    return Item && fromItem<Value>(Item)
  }
}

function toDevice(item: Item): Device {
  const { sk, name, since } = fromItem<StoredDevice>(item)
  return { device: sk.slice(DEVICE.length) as DeviceId, since, ...(name === undefined ? {} : { name }) }
}
