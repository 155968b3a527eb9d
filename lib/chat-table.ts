import { AttributeType, StreamViewType } from 'aws-cdk-lib/aws-dynamodb'
import type { Construct } from 'constructs'
import type { Settings } from './settings.ts'
import type { StreamFilter } from './stream-consumer.ts'
import { Table } from './table.ts'

/** Everything but the logs: people and their devices, sockets, inbox rows, choices, and the state of conversations. */
export class ChatTable extends Table {
  /**
   * Stream records of inbox rows that a receipt or a choice of their owner changed, of account settings, and of people who
   * come online or go. Lambda
   * drops the others before it invokes, unbilled, and so posting an announcement can never cause another.
   */
  readonly announced: StreamFilter[] = [
    {
      eventName: ['INSERT', 'MODIFY'],
      dynamodb: {
        Keys: { sk: { S: [{ prefix: 'I#' }] } },
        NewImage: { by: { S: ['receipt', 'choice'] } },
      },
    },
    { eventName: ['INSERT', 'MODIFY'], dynamodb: { Keys: { sk: { S: ['SETTINGS'] } } } },
    {
      eventName: ['INSERT', 'MODIFY'],
      dynamodb: { Keys: { sk: { S: ['PRESENCE'] } }, NewImage: { by: { S: ['turn'] } } },
    },
  ]

  /** Stream records of files that are no more, be it by a removal or by time. */
  readonly filesGone: StreamFilter[] = [
    { eventName: ['REMOVE'], dynamodb: { Keys: { pk: { S: [{ prefix: 'F#' }] } } } },
  ]

  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id, {
      variable: 'chatTable',
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      stream: StreamViewType.NEW_AND_OLD_IMAGES,
      expiry: 'expires',
      settings,
    })
  }
}
