import type { DynamoDBStreamEvent } from 'aws-lambda'
import { expect, it } from 'vitest'
import { captureConsole } from '../../test/fixtures/console.ts'
import { newEntry, newPair } from '../../test/fixtures/people.ts'
import type { Item } from '../adapters/dynamo.ts'
import { entryOfItem, entryToItem } from '../adapters/message-log.ts'
import { batchResponse, decodeBatch } from './stream-batch.ts'

const printed = captureConsole()
const SECRET = 'a text that belongs in no log'

const event = (...images: (Item | undefined)[]) =>
  ({
    Records: images.map((NewImage, index) => ({
      eventName: 'INSERT',
      dynamodb: { SequenceNumber: `${index + 1}`, ...(NewImage && { NewImage }) },
    })),
  }) as DynamoDBStreamEvent

it('decodes what it can, and reports each record it cannot by its number', () => {
  const { ada, conversation } = newPair()
  const [one, two] = [newEntry(conversation, 1, ada), newEntry(conversation, 2, ada)]
  const unknown = { ...entryToItem(newEntry(conversation, 3, ada, SECRET)), kind: { S: 'hologram' } }
  const { decoded, failed } = decodeBatch(
    event(entryToItem(one), unknown, undefined, {}, entryToItem(two)),
    entryOfItem,
  )
  expect(decoded).toEqual([
    { value: one, sequence: '1' },
    { value: two, sequence: '5' },
  ])
  expect(batchResponse(failed)).toEqual({
    batchItemFailures: [{ itemIdentifier: '2' }, { itemIdentifier: '3' }, { itemIdentifier: '4' }],
  })
  expect(printed()).toHaveLength(3)
  expect(printed().join()).not.toContain(SECRET)
})
