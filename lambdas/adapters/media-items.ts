import {
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import type { MediaId } from '@parley/domain'
import type { MediaItem, MediaItems } from '../ports.ts'
import { key } from './chat-keys.ts'
import { conditionally, conditionFailure, fromItem, type Item, settled, toItem } from './dynamo.ts'
import { type AttributeUpdate, Terms } from './expression.ts'
import { keptUntil } from './media-keep.ts'

/** Announced files in the Chat table, an item each; whoever changes one does so by one conditional write. */
export function dynamoMediaItems(client: DynamoDBClient, table: string): MediaItems {
  return {
    async begin(item) {
      try {
        await settled(() =>
          client.send(
            new PutItemCommand({
              TableName: table,
              Item: { ...key.media(item.media), ...toItem(item) },
              ConditionExpression: 'attribute_not_exists(pk)',
              ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
            }),
          ),
        )
        return undefined
      } catch (error) {
        const failure = conditionFailure(error)
        if (!failure?.item) throw error
        return mediaOfItem(failure.item)
      }
    },

    async read(media) {
      const { Item } = await client.send(
        new GetItemCommand({ TableName: table, Key: key.media(media), ConsistentRead: true }),
      )
      return Item && mediaOfItem(Item)
    },

    async settle(media, outcome) {
      const terms = new Terms()
      const set = 'found' in outcome ? { state: 'ready', ...outcome } : { state: 'refused', ...outcome }
      const { item } = await update(media, { set }, terms, terms.is('state', 'waiting'))
      return item
    },

    async rendered(media, rendition) {
      const terms = new Terms()
      const made = terms.name('rendition')
      const isFirst = `attribute_not_exists(${made}) OR attribute_exists(${made}.${terms.name('givenUp')})`
      const isThere = `attribute_exists(${terms.name('pk')})`
      await update(media, { set: { rendition } }, terms, `${isThere} AND (${isFirst})`)
    },

    async claim({ media, owner, conversation, by, keepUntil }) {
      const terms = new Terms()
      const isFree = `(${terms.is('claimedBy', undefined)} OR ${terms.is('claimedBy', by)})`
      const wanted = Object.entries({ state: 'ready', owner, conversation })
      const condition = [...wanted.map(([name, value]) => terms.is(name, value)), isFree].join(' AND ')
      const set = { claimedBy: by, expires: keptUntil(keepUntil) }
      const { isDone, item } = await update(media, { set }, terms, condition)
      return isDone ? { claimed: item! } : { refused: item }
    },

    cancel(media, owner) {
      const terms = new Terms()
      const ConditionExpression = `${terms.is('owner', owner)} AND ${terms.is('claimedBy', undefined)}`
      return conditionally(() =>
        client.send(
          new DeleteItemCommand({
            TableName: table,
            Key: key.media(media),
            ConditionExpression,
            ...terms.parameters(),
          }),
        ),
      )
    },

    async remove(media) {
      await settled(() => client.send(new DeleteItemCommand({ TableName: table, Key: key.media(media) })))
    },
  }

  /** Updates an item under a condition: the item as it is then, whether it was done or not. */
  async function update(
    media: MediaId,
    changes: AttributeUpdate,
    terms: Terms,
    ConditionExpression: string,
  ): Promise<{ isDone: boolean; item: MediaItem | undefined }> {
    const command = new UpdateItemCommand({
      TableName: table,
      Key: key.media(media),
      UpdateExpression: terms.update(changes),
      ConditionExpression,
      ...terms.parameters(),
      ReturnValues: 'ALL_NEW',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    })
    try {
      const { Attributes } = await settled(() => client.send(command))
      return { isDone: true, item: mediaOfItem(Attributes!) }
    } catch (error) {
      const failure = conditionFailure(error)
      if (!failure) throw error
      return { isDone: false, item: failure.item && mediaOfItem(failure.item) }
    }
  }
}

/** A file as its item holds it. */
export function mediaOfItem(item: Item): MediaItem {
  const { pk: _, sk: __, ...media } = fromItem<MediaItem & { pk: string; sk: string }>(item)
  return media
}
