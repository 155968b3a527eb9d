import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda'
import type { Item } from '../adapters/dynamo.ts'
import { logFault } from './log-fault.ts'

/** A decoded record with the sequence number that reports it as failed. */
export type Decoded<Value> = { readonly value: Value; readonly sequence: string }

/**
 * Decodes a batch record by record: one that cannot be read fails alone. AWS retries from the earliest
 * failed record on, bisects, gives up after its bounds, and keeps the record's place in the on-failure queue.
 * `old` is the item before the change, where the stream has it.
 */
export function decodeBatch<Value>(
  event: DynamoDBStreamEvent,
  decode: (image: Item, old: Item | undefined) => Value,
): Batch<Value> {
  return eachRecord(event, (record) => decode(imageOf(record), oldOf(record)))
}

/** The same for items that are no more, as they were. */
export function decodeRemoved<Value>(event: DynamoDBStreamEvent, decode: (old: Item) => Value): Batch<Value> {
  return eachRecord(event, (record) => {
    const old = oldOf(record)
    if (!old) throw new Error('A stream record of a removed item without its old image.')
    return decode(old)
  })
}

type Batch<Value> = { decoded: Decoded<Value>[]; failed: string[] }

function eachRecord<Value>(
  event: DynamoDBStreamEvent,
  decode: (record: DynamoDBRecord) => Value,
): Batch<Value> {
  const decoded: Decoded<Value>[] = []
  const failed: string[] = []
  for (const record of event.Records) {
    const sequence = record.dynamodb?.SequenceNumber ?? ''
    try {
      decoded.push({ value: decode(record), sequence })
    } catch (error) {
      logFault(error)
      failed.push(sequence)
    }
  }
  return { decoded, failed }
}

export function batchResponse(failed: readonly string[]): DynamoDBBatchResponse {
  return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) }
}

function oldOf(record: DynamoDBRecord): Item | undefined {
  return record.dynamodb?.OldImage as Item | undefined
}

function imageOf(record: DynamoDBRecord): Item {
  const image = record.dynamodb?.NewImage
  if (!image) throw new Error('A stream record without its new image.')
  return image as Item
}
