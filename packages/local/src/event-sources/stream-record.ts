import { isDeepStrictEqual } from 'node:util'

type Attributes = Record<string, unknown>

/** A stream record as GetRecords gives it on the wire, which is also what a function gets. */
export type StreamRecord = {
  eventID: string
  eventName: 'INSERT' | 'MODIFY' | 'REMOVE'
  eventVersion: string
  eventSource: string
  awsRegion: string
  /** Of a deletion that DynamoDB made by itself, because the item's time to live was over. */
  userIdentity?: { type: 'Service'; principalId: 'dynamodb.amazonaws.com' }
  dynamodb: {
    /** Seconds since the epoch. */
    ApproximateCreationDateTime: number
    Keys: Attributes
    NewImage?: Attributes
    OldImage?: Attributes
    SequenceNumber: string
    SizeBytes: number
    StreamViewType: string
  }
}

/** DynamoDB writes no record for a write that changed nothing; the local engine does. */
export function changedNothing({ eventName, dynamodb: { NewImage, OldImage } }: StreamRecord): boolean {
  return eventName === 'MODIFY' && NewImage !== undefined && isDeepStrictEqual(NewImage, OldImage)
}

/**
 * Which of `lanes` a record belongs to. All records of a partition key share a lane,
 * which keeps the order of an item and of everything beside it in its partition.
 */
export function laneOf(record: StreamRecord, partitionKey: string, lanes: number): number {
  const text = JSON.stringify(record.dynamodb.Keys[partitionKey])
  let hash = 0
  for (let i = 0; i < text.length; i++) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) >>> 0
  return hash % lanes
}
