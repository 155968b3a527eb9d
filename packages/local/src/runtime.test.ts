import { DynamoDBClient, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb'
import { expect, test } from 'vitest'
import { silentLog } from './console-log.ts'
import { type Runtime, type RuntimeOptions, startRuntime } from './runtime.ts'
import { functionResource, tableResource, temporaryFolder, writeAssembly } from './testing/assembly.ts'
import { eventually } from './testing/eventually.ts'

/** Copies each message that it gets into another partition of the table, with the SDK that a Lambda has. */
const copier = `
import { DynamoDBClient, PutItemCommand } from '${import.meta.resolve('@aws-sdk/client-dynamodb')}'
const client = new DynamoDBClient({})
export const handler = async ({ Records }) => {
  for (const { dynamodb: { NewImage } } of Records)
    await client.send(new PutItemCommand({ TableName: process.env.TABLE, Item: { ...NewImage, pk: { S: 'copy' } } }))
}`

const copying = {
  Resources: {
    Mapping: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: {
        EventSourceArn: { 'Fn::GetAtt': ['Table', 'StreamArn'] },
        FunctionName: { Ref: 'Copier' },
        StartingPosition: 'LATEST',
        FilterCriteria: { Filters: [{ Pattern: '{"dynamodb":{"NewImage":{"pk":{"S":["message"]}}}}' }] },
      },
    },
    Copier: functionResource('copier', { Environment: { Variables: { TABLE: { Ref: 'Table' } } } }),
    Table: tableResource(),
    Role: { Type: 'AWS::IAM::Role' },
  },
  Outputs: { Name: { Value: { Ref: 'Table' } } },
}

function clientOf(runtime: Runtime): DynamoDBClient {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }
  return new DynamoDBClient({ endpoint: runtime.endpoints.dynamodb!, region: 'us-east-1', credentials })
}

async function put(runtime: Runtime, sk: number): Promise<void> {
  const Item = { pk: { S: 'message' }, sk: { N: String(sk) } }
  await clientOf(runtime).send(new PutItemCommand({ TableName: String(runtime.outputs.Name), Item }))
}

async function copies(runtime: Runtime): Promise<number[]> {
  const { Items = [] } = await clientOf(runtime).send(
    new QueryCommand({
      TableName: String(runtime.outputs.Name),
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': { S: 'copy' } },
      ConsistentRead: true,
    }),
  )
  return Items.map(({ sk }) => Number(sk!.N))
}

const start = (assembly: string, dataDir: string, options: Partial<RuntimeOptions> = {}) =>
  startRuntime({ assembly, dataDir, log: silentLog, ...options })

test('a record of the stream reaches the function, and what was written is there after a restart', async () => {
  using folder = temporaryFolder()
  const assembly = writeAssembly(`${folder.path}/cdk.out`, copying, { copier })
  const data = `${folder.path}/data`
  const first = await start(assembly, data)
  await put(first, 1)
  await eventually(async () => (await copies(first)).length === 1 || undefined, 'the first copy')
  await first.stop()
  const second = await start(assembly, data)
  await put(second, 2)
  expect(
    await eventually(async () => ((await copies(second)).length > 1 ? copies(second) : undefined), 'more'),
  ).toEqual([1, 2])
  await second.stop()
})
