import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { Lambda } from './baselines/lambda.ts'

/** A chat backend, ours or of another design, as far as one message between two people needs it. */
export type Contender = {
  /** What it does, in a line. */
  readonly name: string
  /** Registers so many further open sockets. */
  openSockets(count: number): Promise<void>
  /** One person writes to the other; both are online with one device each. */
  message(text: string): Promise<void>
  /** The other's device says that it has the message; absent where the design has no receipts. */
  receipt?(): Promise<void>
  /** How many messages one receipt speaks of. */
  readonly receiptCovers?: number
}

export type MakeContender = (client: DynamoDBClient, lambda: Lambda) => Promise<Contender>
