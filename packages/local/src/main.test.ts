import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { DynamoDBClient, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { isAlive, processCommand } from './process-identity.ts'
import type { Template } from './template.ts'
import { functionResource, tableResource, temporaryFolder, writeAssembly } from './testing/assembly.ts'
import { eventually } from './testing/eventually.ts'

const main = fileURLToPath(new URL('./main.ts', import.meta.url))
const ports = { PARLEY_WEB_PORT: '0', PARLEY_HTTP_PORT: '0', PARLEY_SOCKET_PORT: '0', PARLEY_S3_PORT: '0' }

let folder: ReturnType<typeof temporaryFolder>
let started: ChildProcess[]

beforeEach(() => {
  folder = temporaryFolder()
  started = []
})

afterEach(async () => {
  for (const child of started) {
    if (child.exitCode !== null || child.signalCode !== null) continue
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  const engine = enginePid()
  if (engine) await eventually(() => !isAlive(engine) || undefined, 'the engine ends with its runtime')
  folder[Symbol.dispose]()
})

/** The command line on this test's folders; gives all that it printed. */
function run(environment: Record<string, string> = {}): { child: ChildProcess; printed(): string } {
  const args = [main, '--assembly', `${folder.path}/cdk.out`, '--data', `${folder.path}/data`]
  const child = spawn(process.execPath, args, { env: { ...process.env, ...ports, ...environment } })
  started.push(child)
  let text = ''
  for (const stream of [child.stdout, child.stderr]) stream!.on('data', (chunk) => (text += chunk))
  return { child, printed: () => text }
}

async function ready(environment?: Record<string, string>): Promise<ChildProcess> {
  const { child, printed } = run(environment)
  await eventually(() => {
    if (child.exitCode !== null) throw new Error(printed())
    return /^Ready after/m.test(printed()) || undefined
  }, 'ready')
  return child
}

async function failed(environment?: Record<string, string>): Promise<string> {
  const { child, printed } = run(environment)
  const [code] = await once(child, 'close')
  expect(code).toBe(1)
  return printed()
}

function enginePid(): number | undefined {
  const file = `${folder.path}/data/dynamodb.pid`
  return existsSync(file) ? Number(readFileSync(file, 'utf8')) : undefined
}

/** A function that fails until the file `open` is there, and then notes which records it got. */
const gate = `
import { appendFileSync, existsSync } from 'node:fs'
export const handler = async ({ Records }) => {
  appendFileSync(process.env.FOLDER + '/tried', Records.length + ' ')
  if (!existsSync(process.env.FOLDER + '/open')) throw new Error('closed')
  for (const { dynamodb } of Records) appendFileSync(process.env.FOLDER + '/seen', dynamodb.Keys.sk.N + ' ')
}`

function gated(): Template {
  return {
    Resources: {
      Table: tableResource({ TableName: 'Messages' }),
      Gate: functionResource('gate', { Environment: { Variables: { FOLDER: folder.path } } }),
      Mapping: {
        Type: 'AWS::Lambda::EventSourceMapping',
        Properties: {
          EventSourceArn: { 'Fn::GetAtt': ['Table', 'StreamArn'] },
          FunctionName: { 'Fn::GetAtt': ['Gate', 'Arn'] },
          StartingPosition: 'TRIM_HORIZON',
        },
      },
    },
  }
}

const noted = (file: string) =>
  existsSync(`${folder.path}/${file}`) ? readFileSync(`${folder.path}/${file}`, 'utf8').trim().split(' ') : []

/** The engine's address is on its command line only; the runtime prints none of its inner addresses. */
async function client(): Promise<DynamoDBClient> {
  const [, port] = /--port (\d+)/.exec(processCommand(enginePid()!) ?? '') ?? []
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }
  return new DynamoDBClient({ endpoint: `http://127.0.0.1:${port}`, region: 'us-east-1', credentials })
}

async function put(...numbers: number[]): Promise<void> {
  const dynamodb = await client()
  for (const sk of numbers)
    await dynamodb.send(
      new PutItemCommand({ TableName: 'Messages', Item: { pk: { S: 'a' }, sk: { N: String(sk) } } }),
    )
}

test('a runtime that is killed loses no item and no place in a stream, and leaves nothing behind', async () => {
  writeAssembly(`${folder.path}/cdk.out`, gated(), { gate })
  const first = await ready()
  const engine = enginePid()!
  await put(1, 2, 3)
  await eventually(() => (noted('tried').length > 0 ? true : undefined), 'a first try')
  first.kill('SIGKILL')
  await eventually(() => !isAlive(engine) || undefined, 'the engine ends with its runtime')

  writeFileSync(`${folder.path}/open`, '')
  const second = await ready()
  await put(4)
  const seen = await eventually(() => (noted('seen').length >= 4 ? noted('seen') : undefined), 'four records')
  expect([...new Set(seen)]).toEqual(['1', '2', '3', '4'])
  const { Count } = await (await client()).send(
    new QueryCommand({
      TableName: 'Messages',
      KeyConditionExpression: 'pk = :a',
      ExpressionAttributeValues: { ':a': { S: 'a' } },
    }),
  )
  expect(Count).toBe(4)
  second.kill('SIGKILL')
  await once(second, 'exit')
  await ready()
  await put(5)
  await eventually(() => noted('seen').includes('5') || undefined, 'the fifth record')
  expect(noted('seen')).toEqual(seen.concat('5'))
})

test('a signal stops it in order: no process, no lock, no addresses are left', async () => {
  writeAssembly(`${folder.path}/cdk.out`, gated(), { gate })
  const child = await ready()
  const engine = enginePid()!
  expect(JSON.parse(readFileSync(`${folder.path}/data/endpoints.json`, 'utf8'))).toEqual({})
  child.kill('SIGTERM')
  const [code] = await once(child, 'exit')
  expect(code).toBe(0)
  expect(isAlive(engine)).toBe(false)
  for (const file of ['lock.json', 'endpoints.json', 'dynamodb.pid'])
    expect(existsSync(`${folder.path}/data/${file}`)).toBe(false)
})

test('a second start on the same data is refused, naming the first', async () => {
  writeAssembly(`${folder.path}/cdk.out`, gated(), { gate })
  const first = await ready()
  expect(await failed()).toContain(`is in use by process ${first.pid}`)
  first.kill('SIGKILL')
  await once(first, 'exit')
  await ready()
})

test('a type that nothing runs stops the start, naming the file to add', async () => {
  writeAssembly(`${folder.path}/cdk.out`, {
    Resources: { Cache: { Type: 'AWS::ElastiCache::ServerlessCache' } },
  })
  const printed = await failed()
  expect(printed).toContain('Cache is of type AWS::ElastiCache::ServerlessCache')
  expect(printed).toContain('packages/local/src/resources/aws-elasticache-serverlesscache.ts')
  expect(existsSync(`${folder.path}/data/lock.json`)).toBe(false)
})

test('a table that changed its keys is refused with what to do', async () => {
  writeAssembly(`${folder.path}/cdk.out`, gated(), { gate })
  const first = await ready()
  first.kill('SIGTERM')
  await once(first, 'exit')
  const changed = gated()
  changed.Resources.Table = tableResource({
    TableName: 'Messages',
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
  })
  writeAssembly(`${folder.path}/cdk.out`, changed, { gate })
  expect(await failed()).toMatch(/Table: the template's \w+ differs .* delete the data directory/)
})

test('a port that is taken is named with the variable that changes it', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const { port } = other.address() as { port: number }
  const api = {
    Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: 'x', ProtocolType: 'HTTP' } },
    Stage: { Type: 'AWS::ApiGatewayV2::Stage', Properties: { ApiId: { Ref: 'Api' }, StageName: '$default' } },
  }
  writeAssembly(`${folder.path}/cdk.out`, { Resources: api })
  const printed = await failed({ PARLEY_HTTP_PORT: String(port) })
  expect(printed).toContain(`port ${port} is taken`)
  expect(printed).toContain('PARLEY_HTTP_PORT')
  other.close()
})
