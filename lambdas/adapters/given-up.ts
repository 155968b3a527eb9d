import {
  type _Record,
  type DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
} from '@aws-sdk/client-dynamodb-streams'
import type { ConversationId, UserId } from '@parley/domain'
import type { GivenUp, GivenUpRecord, StreamRange } from '../ports.ts'
import type { Item } from './dynamo.ts'

/** A page may be empty although there is more: that is how streams are read. So many in a row are a fault. */
const EMPTY_PAGES = 20

/** Records of a DynamoDB stream, read once more by their place in it. */
export function streamGivenUp(client: DynamoDBStreamsClient): GivenUp {
  return {
    async read(range) {
      const records: _Record[] = []
      let empty = 0
      let iterator = await open(range)
      while (iterator && empty < EMPTY_PAGES) {
        const page = await client.send(new GetRecordsCommand({ ShardIterator: iterator }))
        const found = page.Records ?? []
        records.push(...found.filter((record) => positionOf(record) <= BigInt(range.last)))
        if (found.some((record) => positionOf(record) >= BigInt(range.last))) return records.flatMap(entryOf)
        empty = found.length === 0 ? empty + 1 : 0
        iterator = page.NextShardIterator
      }
      throw new Error('The stream no longer has all that was given up on.')
    },
  }

  async function open({ stream, shard, first }: StreamRange): Promise<string | undefined> {
    const { ShardIterator } = await client.send(
      new GetShardIteratorCommand({
        StreamArn: stream,
        ShardId: shard,
        ShardIteratorType: 'AT_SEQUENCE_NUMBER',
        SequenceNumber: first,
      }),
    )
    return ShardIterator
  }
}

function positionOf({ dynamodb }: _Record): bigint {
  return BigInt(dynamodb?.SequenceNumber ?? -1)
}

/** By hand: whoever reads this wants to know about records that are not as they should be. Changes of entries are no new ones. */
function entryOf({ eventName, dynamodb }: _Record): GivenUpRecord[] {
  if (eventName !== 'INSERT') return []
  const item = { ...dynamodb?.NewImage, ...dynamodb?.Keys } as Item
  const seq = Number(item.seq?.N)
  return [
    {
      ...(item.conversation?.S ? { conversation: item.conversation.S as ConversationId } : {}),
      ...(Number.isSafeInteger(seq) ? { seq } : {}),
      ...(item.from?.S ? { from: item.from.S as UserId } : {}),
    },
  ]
}
