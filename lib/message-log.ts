import { AttributeType, StreamViewType } from 'aws-cdk-lib/aws-dynamodb'
import type { Construct } from 'constructs'
import type { Settings } from './settings.ts'
import type { StreamFilter } from './stream-consumer.ts'
import { Table } from './table.ts'

/** Every conversation's log: one item per entry, and the key is the entry's position. */
export class MessageLog extends Table {
  /** Stream records of new entries; what a later change to an entry writes is not delivered again. */
  readonly appended: StreamFilter[] = [{ eventName: ['INSERT'] }]

  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id, {
      variable: 'messagesTable',
      partitionKey: { name: 'conversation', type: AttributeType.STRING },
      sortKey: { name: 'seq', type: AttributeType.NUMBER },
      stream: StreamViewType.NEW_IMAGE,
      expiry: 'vanishes',
      settings,
    })
  }
}
