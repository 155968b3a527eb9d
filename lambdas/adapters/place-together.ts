import {
  type DynamoDBClient,
  GetItemCommand,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb'
import type { Entry } from '@parley/domain'
import type { Along } from '../ports.ts'
import { conversationToItem, spansToItem } from './conversation-item.ts'
import { cancellationReasons, settled, toItem } from './dynamo.ts'
import { entryOfItem, entryToItem, type Update, updateFor } from './entry-item.ts'

/**
 * Takes an entry's position together with what goes along, in one transaction, or nothing: then the entry that
 * stands there is the answer. That may be this very one, when the answer to an earlier try was lost.
 */
export async function placeTogether(
  client: DynamoDBClient,
  tables: { readonly messages: string; readonly chat: string },
  entry: Entry,
  { amended = [], conversation, left = [] }: Along,
): Promise<Entry | undefined> {
  const { messages, chat } = tables
  const put = (table: string, item: ReturnType<typeof toItem>) => ({ Put: { TableName: table, Item: item } })
  const parts: TransactWriteItem[] = [
    {
      Put: {
        TableName: messages,
        Item: entryToItem(entry),
        ConditionExpression: 'attribute_not_exists(seq)',
      },
    },
    ...amended.map((amendment) => ({
      Update: {
        TableName: messages,
        Key: toItem({ conversation: entry.conversation, seq: amendment.seq }),
        // It was seen to stand. Should it have vanished since, it must not come back as a part of an entry.
        ConditionExpression: 'attribute_exists(seq)',
        ...expressions(updateFor(amendment)),
      },
    })),
    ...(conversation ? [put(chat, conversationToItem(conversation))] : []),
    ...left.map(({ user, spans }) => put(chat, spansToItem(user, entry.conversation, spans))),
  ]
  try {
    await settled(() => client.send(new TransactWriteItemsCommand({ TransactItems: parts })))
    return undefined
  } catch (error) {
    if (cancellationReasons(error)[0] !== 'ConditionalCheckFailed') throw error
    const { Item } = await client.send(
      new GetItemCommand({
        TableName: messages,
        Key: toItem({ conversation: entry.conversation, seq: entry.seq }),
        ConsistentRead: true,
      }),
    )
    if (!Item) throw error
    return entryOfItem(Item)
  }
}

/** Every name goes by an alias: `text`, `kind` and the like are words of DynamoDB's own. */
function expressions({ set, remove, append = {} }: Update) {
  const names = [...Object.keys(set), ...Object.keys(append), ...remove]
  const alias = (name: string) => `#${names.indexOf(name)}`
  const value = (name: string) => `:${names.indexOf(name)}`
  const sets = [
    ...Object.keys(set).map((name) => `${alias(name)} = ${value(name)}`),
    ...Object.keys(append).map(
      (name) => `${alias(name)} = list_append(if_not_exists(${alias(name)}, :none), ${value(name)})`,
    ),
  ]
  const values = toItem({
    ...Object.fromEntries(Object.entries(set).map(([name, to]) => [value(name), to])),
    ...Object.fromEntries(Object.entries(append).map(([name, last]) => [value(name), [last]])),
    ...(Object.keys(append).length > 0 && { ':none': [] }),
  })
  return {
    UpdateExpression: [
      sets.length > 0 ? `SET ${sets.join(', ')}` : '',
      remove.length > 0 ? `REMOVE ${remove.map(alias).join(', ')}` : '',
    ]
      .join(' ')
      .trim(),
    ExpressionAttributeNames: Object.fromEntries(names.map((name) => [alias(name), name])),
    ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: values }),
  }
}
