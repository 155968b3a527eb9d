import { DynamoDBClient, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb'
import { expect, test } from 'vitest'
import { silentLog } from './console-log.ts'
import { startRuntime } from './runtime.ts'
import { functionResource, tableResource, temporaryFolder, writeAssembly } from './testing/assembly.ts'
import { eventually } from './testing/eventually.ts'

/** Notes the old image of each record that it gets. */
const witness = `
import { DynamoDBClient, PutItemCommand } from '${import.meta.resolve('@aws-sdk/client-dynamodb')}'
const client = new DynamoDBClient({})
export const handler = async ({ Records }) => {
  for (const { dynamodb: { OldImage } } of Records)
    await client.send(new PutItemCommand({ TableName: process.env.TABLE, Item: { ...OldImage, pk: { S: 'gone' }, expires: { S: 'seen' } } }))
}`

const byTimeToLive = {
  eventName: ['REMOVE'],
  userIdentity: { type: ['Service'], principalId: ['dynamodb.amazonaws.com'] },
}

const template = {
  Resources: {
    Table: tableResource({ TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true } }),
    Witness: functionResource('witness', { Environment: { Variables: { TABLE: { Ref: 'Table' } } } }),
    Mapping: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: {
        EventSourceArn: { 'Fn::GetAtt': ['Table', 'StreamArn'] },
        FunctionName: { Ref: 'Witness' },
        StartingPosition: 'TRIM_HORIZON',
        FilterCriteria: { Filters: [{ Pattern: JSON.stringify(byTimeToLive) }] },
      },
    },
  },
  Outputs: { Name: { Value: { Ref: 'Table' } } },
}

test('an item whose time is over goes, and its stream says that DynamoDB took it', async () => {
  using folder = temporaryFolder()
  const runtime = await startRuntime({
    assembly: writeAssembly(`${folder.path}/cdk.out`, template, { witness }),
    dataDir: `${folder.path}/data`,
    sweepMs: 50,
    log: silentLog,
  })
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }
  const endpoint = runtime.endpoints.dynamodb!
  const client = new DynamoDBClient({ endpoint, region: 'us-east-1', credentials })
  const TableName = String(runtime.outputs.Name)
  const put = (sk: number, expires: number) => {
    const Item = { pk: { S: 'item' }, sk: { N: `${sk}` }, expires: { N: `${expires}` } }
    return client.send(new PutItemCommand({ TableName, Item }))
  }
  const all = async (pk: string) => {
    const query = {
      TableName,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': { S: pk } },
    }
    return ((await client.send(new QueryCommand(query))).Items ?? []).map(({ sk }) => Number(sk!.N))
  }
  const now = Math.floor(Date.now() / 1000)
  await put(1, now + 3_600)
  await put(2, now - 1)
  const gone = await eventually(async () => {
    const seen = await all('gone')
    return seen.length > 0 ? seen : undefined
  }, 'the record of a deletion')
  expect(gone).toEqual([2])
  expect(await all('item')).toEqual([1])
  await runtime.stop()
})
