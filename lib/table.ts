import { RemovalPolicy } from 'aws-cdk-lib'
import { type Attribute, type StreamViewType, TableV2 } from 'aws-cdk-lib/aws-dynamodb'
import { Construct } from 'constructs'
import type { Variable } from '../lambdas/environment.ts'
import type { ChatFunction } from './chat-function.ts'
import type { Settings } from './settings.ts'

/** What DynamoDB authorises. A transaction needs the actions of the writes in it. */
export type ItemAction =
  | 'GetItem'
  | 'BatchGetItem'
  | 'Query'
  | 'PutItem'
  | 'UpdateItem'
  | 'DeleteItem'
  | 'BatchWriteItem'

export type TableOptions = {
  variable: Variable
  partitionKey: Attribute
  sortKey: Attribute
  stream: StreamViewType
  expiry?: string
  settings: Settings
}

/**
 * An on-demand table with a stream, restorable to any second of the last 35 days.
 * Its encryption key is DynamoDB's own: a key in KMS would be billed per request.
 */
export class Table extends Construct {
  readonly name: string
  readonly streamArn: string
  readonly #arn: string
  readonly #variable: Variable

  constructor(scope: Construct, id: string, options: TableOptions) {
    super(scope, id)
    const { protectData } = options.settings
    const table = new TableV2(this, 'Table', {
      partitionKey: options.partitionKey,
      sortKey: options.sortKey,
      dynamoStream: options.stream,
      ...(options.expiry && { timeToLiveAttribute: options.expiry }),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: protectData,
      removalPolicy: protectData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    })
    this.name = table.tableName
    this.streamArn = table.tableStreamArn!
    this.#arn = table.tableArn
    this.#variable = options.variable
  }

  grant(to: ChatFunction, ...actions: ItemAction[]): void {
    to.allow(
      actions.map((action) => `dynamodb:${action}`),
      this.#arn,
    )
    to.tell(this.#variable, this.name)
  }

  /** Reading the stream as Lambda's poller does. */
  grantStream(to: ChatFunction): void {
    to.allow(['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'], this.streamArn)
    // The poller looks its stream up first, which AWS authorises on the table's streams as a whole.
    to.allow(['dynamodb:ListStreams'], `${this.#arn}/stream/*`)
  }

  /** Reading records again whose place in the stream is known. */
  grantRecords(to: ChatFunction): void {
    to.allow(['dynamodb:GetRecords', 'dynamodb:GetShardIterator'], this.streamArn)
  }
}
