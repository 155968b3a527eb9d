import {
  type DynamoDBClient,
  QueryCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import type { UserId } from '@parley/domain'
import { CONTACTS_PER_USER, type WireContact } from '@parley/protocol'
import type { Contacts } from '../ports.ts'
import { batchGet } from './batch-get.ts'
import { CONTACT, key, userOf } from './chat-keys.ts'
import { cancellationReasons, conditionally, fromItem, type Item, settled, toItem } from './dynamo.ts'
import { Terms } from './expression.ts'

type StoredContact = { sk: string; name?: string }

/** Contacts in the Chat table: an item each beside its person's other items, and one that counts them. */
export function dynamoContacts(
  client: DynamoDBClient,
  table: string,
  most: number = CONTACTS_PER_USER,
): Contacts {
  return {
    put: async (user, contact) => (await rename(user, contact)) || (await add(user, contact)),

    async remove(user, contact) {
      const gone = { TableName: table, Key: key.contact(user, contact as UserId) }
      await together([
        { Delete: { ...gone, ConditionExpression: 'attribute_exists(pk)' } },
        { Update: counting(user, -1) },
      ])
    },

    async list(user, after, limit) {
      const first = key.contact(user, (after ?? '') as UserId)
      const { Items = [] } = await client.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: 'pk = :pk AND sk BETWEEN :behind AND :last',
          ExpressionAttributeValues: {
            ':pk': first.pk!,
            // Behind this id and before any other: ids are all of one length.
            ...toItem({ ':behind': `${first.sk!.S}!`, ':last': `${CONTACT}~` }),
          },
          ConsistentRead: true,
          Limit: limit,
        }),
      )
      return Items.map(toContact)
    },

    async among(user, others) {
      const found = await exist(others.map((other) => key.contact(user, other)))
      return new Set(found.map((item) => toContact(item).user as UserId))
    },

    async having(others, user) {
      const found = await exist(others.map((other) => key.contact(other, user)))
      return new Set(found.map((item) => userOf(item.pk!.S!)))
    },
  }

  /** A contact there is, under its name from now on. False if there is none. */
  function rename(user: UserId, { user: contact, name }: WireContact): Promise<boolean> {
    const terms = new Terms()
    const UpdateExpression = terms.update({ set: { name } })
    return conditionally(() =>
      client.send(
        new UpdateItemCommand({
          TableName: table,
          Key: key.contact(user, contact as UserId),
          UpdateExpression,
          ConditionExpression: 'attribute_exists(pk)',
          ...terms.parameters(),
        }),
      ),
    )
  }

  /** One more, if there may be one more. Somebody else may have made it one since it was looked for. */
  async function add(user: UserId, contact: WireContact): Promise<boolean> {
    const item = { ...key.contact(user, contact.user as UserId), ...toItem({ name: contact.name }) }
    const Put = { TableName: table, Item: item, ConditionExpression: 'attribute_not_exists(pk)' }
    const [ofContact, ofCount] = await together([{ Put }, { Update: counting(user, 1) }])
    if (ofContact === 'ConditionalCheckFailed') return rename(user, contact)
    return ofCount !== 'ConditionalCheckFailed'
  }

  function counting(user: UserId, by: 1 | -1) {
    const limit = by > 0 ? { ConditionExpression: 'attribute_not_exists(#count) OR #count < :most' } : {}
    return {
      TableName: table,
      Key: key.contacts(user),
      UpdateExpression: 'ADD #count :by',
      ...limit,
      ExpressionAttributeNames: { '#count': 'count' },
      ExpressionAttributeValues: toItem({ ':by': by, ...(by > 0 && { ':most': most }) }),
    }
  }

  /** Both or neither: why each failed whose condition did not hold, or nothing. */
  async function together(
    parts: ConstructorParameters<typeof TransactWriteItemsCommand>[0]['TransactItems'],
  ): Promise<string[]> {
    try {
      await settled(() => client.send(new TransactWriteItemsCommand({ TransactItems: parts })))
      return []
    } catch (error) {
      const reasons = cancellationReasons(error)
      if (!reasons.includes('ConditionalCheckFailed')) throw error
      return reasons
    }
  }

  function exist(keys: readonly Item[]): Promise<Item[]> {
    const each = new Map(keys.map((one) => [`${one.pk!.S} ${one.sk!.S}`, one]))
    return batchGet(client, table, [...each.values()], { isConsistent: false })
  }
}

function toContact(item: Item): WireContact {
  const { sk, name } = fromItem<StoredContact>(item)
  return { user: sk.slice(CONTACT.length), ...(name !== undefined && { name }) }
}
