import { type DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import { DEFAULT_SETTINGS, type DeviceId, type UserId } from '@parley/domain'
import type { WireAccountSettings } from '@parley/protocol'
import type { AccountSettings, ChosenSettings } from '../ports.ts'
import { batchGet } from './batch-get.ts'
import { key, userOf } from './chat-keys.ts'
import { withChosen } from './chosen-settings.ts'
import { fromItem, type Item, settled } from './dynamo.ts'
import { Terms } from './expression.ts'

type StoredSettings = Partial<Omit<WireAccountSettings, 'readReceipts'>> & {
  pk: string
  device: DeviceId
  changed: number
  /** Before there were audiences, it was whether everybody was told. */
  readReceipts?: WireAccountSettings['readReceipts'] | boolean
}

const NAMES = ['lastSeen', 'picture', 'findable', 'pushPreviews', 'quietHours'] as const

/** What people have chosen for their accounts: one item each, in the Chat table. */
export function dynamoAccountSettings(client: DynamoDBClient, table: string): AccountSettings {
  return {
    async of(users) {
      const keys = [...new Set(users)].map(key.settings)
      const items = await batchGet(client, table, keys, { isConsistent: false })
      const chosen = items.map(settingsOfItem)
      const settings = new Map<UserId, WireAccountSettings>(users.map((user) => [user, DEFAULT_SETTINGS]))
      for (const { user, settings: its } of chosen) settings.set(user, its)
      return settings
    },

    async put({ user, device }, settings, now) {
      const given = Object.entries(settings).filter(([, value]) => value !== undefined)
      const chosen = Object.fromEntries(given.map(([name, value]) => [name, value ?? undefined]))
      const terms = new Terms()
      const UpdateExpression = terms.update({ set: { ...chosen, device, changed: now } })
      const result = await settled(() =>
        client.send(
          new UpdateItemCommand({
            TableName: table,
            Key: key.settings(user),
            UpdateExpression,
            ...terms.parameters(),
            ReturnValues: 'ALL_NEW',
          }),
        ),
      )
      return settingsOfItem({ ...result.Attributes, ...key.settings(user) }).settings
    },
  }
}

/** A settings item as the Chat table's stream tells of it: whose, as they are, and the device that chose last. */
export function settingsOfItem(item: Item): {
  readonly user: UserId
  readonly device: DeviceId
  readonly settings: WireAccountSettings
} {
  const { pk, device, readReceipts, ...stored } = fromItem<StoredSettings>(item)
  const chosen = Object.fromEntries(NAMES.map((name) => [name, stored[name]]))
  const settings = withChosen(DEFAULT_SETTINGS, { ...chosen, ...audienceOf(readReceipts) })
  return { user: userOf(pk), device, settings }
}

function audienceOf(readReceipts: StoredSettings['readReceipts']): ChosenSettings {
  if (typeof readReceipts !== 'boolean') return readReceipts ? { readReceipts } : {}
  return { readReceipts: readReceipts ? 'everyone' : 'nobody' }
}
