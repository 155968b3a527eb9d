import { isDeepStrictEqual } from 'node:util'
import type { Context } from './context.ts'
import type { JsonApi } from './json-api.ts'
import { physicalName } from './names.ts'
import type { Properties } from './properties.ts'
import type { Resource } from './resources/resource.ts'

type Key = { AttributeName: string; KeyType: string }
type Index = {
  IndexName: string
  KeySchema: Key[]
  Projection: { ProjectionType: string; NonKeyAttributes?: string[] }
}
type Description = {
  AttributeDefinitions: { AttributeName: string; AttributeType: string }[]
  KeySchema: Key[]
  GlobalSecondaryIndexes?: Index[]
  LocalSecondaryIndexes?: Index[]
  StreamSpecification?: { StreamViewType: string }
  LatestStreamArn?: string
}

/** Creates the table if it is not there. A table that is there keeps its data, and must have the same shape. */
export async function ensureTable(
  logicalId: string,
  properties: Properties,
  context: Context,
): Promise<Resource> {
  const { tables } = await context.services.dynamodb()
  const name = properties.optionalText('TableName') ?? physicalName(context.stackName, logicalId, 255)
  const wanted = shape(properties)
  const existing = (await describe(tables, name)) ?? (await createTable(tables, name, wanted))
  refuseOtherShape(logicalId, wanted, existing)
  await enableTimeToLive(tables, name, properties.optionalRecord('TimeToLiveSpecification'))
  const arn = `arn:aws:dynamodb:${context.region}:${context.accountId}:table/${name}`
  const streamArn =
    existing.LatestStreamArn && `${arn}/stream/${existing.LatestStreamArn.split('/stream/')[1]}`
  if (streamArn) {
    const partitionKey = existing.KeySchema.find((key) => key.KeyType === 'HASH')!.AttributeName
    context.streams.set(streamArn, { engineArn: existing.LatestStreamArn!, partitionKey })
  }
  return { ref: name, attributes: { Arn: arn, TableId: name, ...(streamArn && { StreamArn: streamArn }) } }
}

function shape(properties: Properties): Description {
  const stream = properties.optionalRecord('StreamSpecification')
  return {
    AttributeDefinitions: properties.list('AttributeDefinitions'),
    KeySchema: properties.list<Key>('KeySchema'),
    GlobalSecondaryIndexes: properties.list<Index>('GlobalSecondaryIndexes').map(indexShape),
    LocalSecondaryIndexes: properties.list<Index>('LocalSecondaryIndexes').map(indexShape),
    ...(stream && { StreamSpecification: { StreamViewType: String(stream.StreamViewType) } }),
  }
}

function keyShape({ AttributeName, KeyType }: Key): Key {
  return { AttributeName, KeyType }
}

function indexShape({ IndexName, KeySchema, Projection }: Index): Index {
  const { ProjectionType, NonKeyAttributes = [] } = Projection
  const projected = NonKeyAttributes.length > 0 && { NonKeyAttributes: [...NonKeyAttributes].sort() }
  return { IndexName, KeySchema: KeySchema.map(keyShape), Projection: { ProjectionType, ...projected } }
}

async function describe(tables: JsonApi, name: string): Promise<Description | undefined> {
  try {
    return (await tables('DescribeTable', { TableName: name })).Table as Description
  } catch (error) {
    if ((error as Error).name === 'ResourceNotFoundException') return undefined
    throw error
  }
}

async function createTable(tables: JsonApi, name: string, wanted: Description): Promise<Description> {
  const {
    GlobalSecondaryIndexes: global = [],
    LocalSecondaryIndexes: local = [],
    StreamSpecification,
  } = wanted
  await tables('CreateTable', {
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: wanted.AttributeDefinitions,
    KeySchema: wanted.KeySchema,
    ...(global.length > 0 && { GlobalSecondaryIndexes: global }),
    ...(local.length > 0 && { LocalSecondaryIndexes: local }),
    ...(StreamSpecification && { StreamSpecification: { StreamEnabled: true, ...StreamSpecification } }),
  })
  return (await describe(tables, name))!
}

function refuseOtherShape(logicalId: string, wanted: Description, existing: Description): void {
  const before = comparable(existing)
  for (const [part, now] of Object.entries(comparable(wanted))) {
    if (isDeepStrictEqual(now, before[part])) continue
    throw new Error(
      `${logicalId}: the template's ${part} differs from that of the table in the data directory; ` +
        'delete the data directory (.parley) to start anew',
    )
  }
}

/** Only what a template can say, and in an order of its own: engines add fields and sort as they like. */
function comparable(table: Description): Record<string, unknown> {
  const sorted = (list: unknown[] = []) => list.map((each) => JSON.stringify(each)).sort()
  const { AttributeDefinitions, KeySchema, GlobalSecondaryIndexes, LocalSecondaryIndexes } = table
  return {
    AttributeDefinitions: sorted(
      AttributeDefinitions.map((each) => [each.AttributeName, each.AttributeType]),
    ),
    KeySchema: sorted(KeySchema.map(keyShape)),
    GlobalSecondaryIndexes: sorted(GlobalSecondaryIndexes?.map(indexShape)),
    LocalSecondaryIndexes: sorted(LocalSecondaryIndexes?.map(indexShape)),
    StreamSpecification: table.StreamSpecification?.StreamViewType,
  }
}

/** The engine notes it, and deletes when the sweeper tells it to. AWS deletes up to days late: nothing may rely on when. */
async function enableTimeToLive(tables: JsonApi, name: string, ttl?: Record<string, unknown>) {
  if (!ttl || String(ttl.Enabled) !== 'true') return
  try {
    const specification = { AttributeName: ttl.AttributeName, Enabled: true }
    await tables('UpdateTimeToLive', { TableName: name, TimeToLiveSpecification: specification })
  } catch (error) {
    // A real DynamoDB Local refuses to enable it a second time.
    if ((error as Error).name !== 'ValidationException') throw error
  }
}
