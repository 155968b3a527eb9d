import {
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb'
import type { DeviceId, UserId } from '@parley/domain'
import { DEVICES_PER_USER, type WireProfile } from '@parley/protocol'
import type { Device, Profiles } from '../ports.ts'
import { batchGet } from './batch-get.ts'
import { DEVICE, key, userOf } from './chat-keys.ts'
import { cancellationReasons, conditionally, fromItem, type Item, settled, toItem } from './dynamo.ts'

type StoredDevice = { sk: string; name?: string; since: number }
type StoredProfile = { pk: string; handle: string; name: string }

export function dynamoProfiles(client: DynamoDBClient, table: string): Profiles {
  return {
    async claim(profile) {
      try {
        await settled(() => client.send(claimTransaction(profile)))
        return 'claimed'
      } catch (error) {
        if (cancellationReasons(error).includes('ConditionalCheckFailed')) return 'taken'
        throw error
      }
    },

    async of(users) {
      const items = await batchGet(
        client,
        table,
        [...new Set(users)].map((user) => key.profile(user as UserId)),
      )
      return items.map((item) => toProfile(fromItem<StoredProfile>(item)))
    },

    async byHandle(handle) {
      const claim = await get<{ user: UserId }>(key.handle(handle))
      const profile = claim && (await get<StoredProfile>(key.profile(claim.user)))
      return profile && toProfile(profile)
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

  /** The handle is the person's or nobody's, and the profile keeps the handle it has. */
  function claimTransaction({ user, handle, name }: WireProfile): TransactWriteItemsCommand {
    return new TransactWriteItemsCommand({
      TransactItems: [
        {
          Put: {
            TableName: table,
            Item: { ...key.handle(handle), ...toItem({ user }) },
            ConditionExpression: 'attribute_not_exists(pk) OR #user = :user',
            ExpressionAttributeNames: { '#user': 'user' },
            ExpressionAttributeValues: toItem({ ':user': user }),
          },
        },
        {
          Put: {
            TableName: table,
            Item: { ...key.profile(user as UserId), ...toItem({ handle, name }) },
            ConditionExpression: 'attribute_not_exists(pk) OR handle = :handle',
            ExpressionAttributeValues: toItem({ ':handle': handle }),
          },
        },
      ],
    })
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

function toProfile({ pk, handle, name }: StoredProfile): WireProfile {
  return { user: userOf(pk), handle, name }
}

function toDevice(item: Item): Device {
  const { sk, name, since } = fromItem<StoredDevice>(item)
  return { device: sk.slice(DEVICE.length) as DeviceId, since, ...(name === undefined ? {} : { name }) }
}
