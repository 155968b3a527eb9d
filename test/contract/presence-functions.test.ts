import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { DescribeTableCommand, GetItemCommand } from '@aws-sdk/client-dynamodb'
import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
} from '@aws-sdk/client-dynamodb-streams'
import type { ConnectionId, UserId } from '@parley/domain'
import type { APIGatewayProxyStructuredResultV2, DynamoDBStreamEvent, SQSEvent } from 'aws-lambda'
import { afterAll, expect, it, vi } from 'vitest'
import { key } from '../../lambdas/adapters/chat-keys.ts'
import { dynamoSockets } from '../../lambdas/adapters/sockets.ts'
import { ENVIRONMENT } from '../../lambdas/environment.ts'
import type { Speaker } from '../../lambdas/ports.ts'
import { CONTEXT, frameEvent } from '../fixtures/api-gateway.ts'
import { LOCAL_ACCESS, startTables, type Tables } from '../fixtures/dynamodb.ts'
import { setFunctionEnvironment } from '../fixtures/functions.ts'
import { newConnection, newSpeaker } from '../fixtures/people.ts'

/** Connections as API Gateway has them, and a queue that takes everything. */
function startAws() {
  const posted = new Map<string, unknown[]>()
  const queued: { user: UserId; at: number; delay: number }[] = []
  const server = createServer(async (request, response) => {
    let text = ''
    for await (const chunk of request) text += chunk
    const connection = /@connections\/(.+)$/.exec(request.url!)?.[1]
    if (connection) {
      const frames = posted.get(decodeURIComponent(connection))
      frames?.push(JSON.parse(text))
      response.writeHead(frames ? 200 : 410, { 'x-amzn-errortype': 'GoneException' }).end('{}')
      return
    }
    const { Entries } = JSON.parse(text) as { Entries: { MessageBody: string; DelaySeconds: number }[] }
    for (const entry of Entries) queued.push({ ...JSON.parse(entry.MessageBody), delay: entry.DelaySeconds })
    response
      .writeHead(200, { 'content-type': 'application/x-amz-json-1.0' })
      .end('{"Successful":[],"Failed":[]}')
  })
  return new Promise<{ url: string; posted: typeof posted; queued: typeof queued; stop(): void }>(
    (resolve) => {
      server.listen(0, '127.0.0.1', () => {
        const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
        resolve({ url, posted, queued, stop: () => void server.close() })
      })
    },
  )
}

const tables = await startTables()

if ('unavailable' in tables) {
  it.skip(`presence through its functions: ${tables.unavailable}`, () => {})
} else {
  const aws = await startAws()
  vi.useFakeTimers({ toFake: ['Date'] })
  afterAll(async () => {
    vi.useRealTimers()
    vi.unstubAllEnvs()
    aws.stop()
    await tables.stop()
  })
  setFunctionEnvironment(tables, {
    [ENVIRONMENT.callback]: aws.url,
    [ENVIRONMENT.looksQueue]: `${aws.url}/000000000000/looks`,
    AWS_ENDPOINT_URL_SQS: aws.url,
  })
  await testPresence(tables, aws)
}

async function testPresence({ client, chat, url }: Tables, aws: Awaited<ReturnType<typeof startAws>>) {
  const { handler: frame } = await import('../../lambdas/frame.ts')
  const { handler: look } = await import('../../lambdas/look.ts')
  const { handler: announce } = await import('../../lambdas/announce.ts')
  const sockets = dynamoSockets(client, chat)
  const streams = new DynamoDBStreamsClient({ endpoint: url, ...LOCAL_ACCESS })

  async function connect(speaker: Speaker): Promise<ConnectionId> {
    const [connection, now] = [newConnection(), Date.now()]
    await sockets.issue({ ...speaker, hash: 'hash', expiresAt: now + 60_000, signedInAt: now })
    await sockets.open({ ...speaker, hash: 'hash' }, connection, now)
    aws.posted.set(connection, [])
    return connection
  }
  async function say(connection: ConnectionId, request: object) {
    const event = frameEvent(connection, JSON.stringify({ id: 'f', ...request }))
    return JSON.parse(((await frame(event as never, CONTEXT)) as APIGatewayProxyStructuredResultV2).body!)
  }
  /** What the queue has for a person, handed over when it is due. */
  async function passTo(user: UserId): Promise<void> {
    const due = aws.queued.findIndex((each) => each.user === user)
    const [{ delay, ...body }] = aws.queued.splice(due, 1) as [(typeof aws.queued)[number]]
    expect(delay).toBeLessThanOrEqual(41)
    vi.setSystemTime(body.at)
    const attributes = { ApproximateReceiveCount: '1' }
    const Records = [{ messageId: 'm', body: JSON.stringify(body), attributes }]
    expect(await look({ Records } as SQSEvent, CONTEXT)).toEqual({ batchItemFailures: [] })
  }
  /** What the stream's filter lets through of a person's changes, since it was last asked. */
  async function stream(user: UserId): Promise<void> {
    const turns = (await recordsSince()).filter(({ Keys, NewImage }) => {
      const isHers = Keys?.pk?.S === `U#${user}` && Keys.sk?.S === 'PRESENCE'
      return isHers && NewImage?.by?.S === 'turn'
    })
    const Records = turns.map((dynamodb) => ({ dynamodb }))
    expect(await announce({ Records } as DynamoDBStreamEvent, CONTEXT)).toEqual({ batchItemFailures: [] })
  }
  let read = 0
  async function recordsSince() {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: chat }))
    const StreamArn = Table!.LatestStreamArn!
    const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn }))
    const ShardId = StreamDescription!.Shards![0]!.ShardId!
    const { ShardIterator } = await streams.send(
      new GetShardIteratorCommand({ StreamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON' }),
    )
    const { Records = [] } = await streams.send(new GetRecordsCommand({ ShardIterator }))
    const fresh = Records.slice(read)
    read = Records.length
    return fresh.map(({ dynamodb }) => dynamodb!)
  }
  const watching = (user: UserId) => ({ action: 'watch', users: [user] })
  const beat = { action: 'ping', active: true }

  it('tells who watches that somebody came, and that it went though no socket was closed', async () => {
    const [ada, ben] = [newSpeaker(), newSpeaker()]
    const [phone, watcher] = [await connect(ada), await connect(ben)]
    expect((await say(watcher, watching(ada.user))).presence).toEqual([{ user: ada.user }])

    const came = Date.now()
    expect(await say(phone, beat)).toMatchObject({ ok: true })
    await stream(ada.user)
    expect(aws.posted.get(watcher)).toEqual([{ event: 'presence', user: ada.user, online: true, seen: came }])

    vi.setSystemTime(came + 20_000)
    await say(phone, beat)
    await passTo(ada.user)
    await stream(ada.user)
    expect(aws.posted.get(watcher)).toHaveLength(1)

    await passTo(ada.user)
    await stream(ada.user)
    const went = { event: 'presence', user: ada.user, online: false, seen: came + 20_000 }
    expect(aws.posted.get(watcher)?.slice(1)).toEqual([went])
    expect(aws.queued).toEqual([])
    expect((await say(watcher, watching(ada.user))).presence).toEqual([
      { user: ada.user, online: false, seen: came + 20_000 },
    ])
  })

  it('is no flicker when another socket of the same person comes within the timeout', async () => {
    const [ada, ben] = [newSpeaker(), newSpeaker()]
    const [phone, watcher] = [await connect(ada), await connect(ben)]
    await say(phone, beat)
    await stream(ada.user)
    await say(watcher, watching(ada.user))
    await sockets.drop(phone)
    vi.setSystemTime(Date.now() + 29_000)
    await say(await connect(ada), beat)
    await passTo(ada.user)
    await stream(ada.user)
    expect(aws.posted.get(watcher)).toEqual([])
    expect(aws.queued.map(({ user }) => user)).toEqual([ada.user])
    aws.queued.length = 0
  })

  it('forgets a watcher that is gone', async () => {
    const [ada, ben] = [newSpeaker(), newSpeaker()]
    const [phone, watcher] = [await connect(ada), await connect(ben)]
    await say(watcher, watching(ada.user))
    aws.posted.delete(watcher)
    await say(phone, beat)
    await stream(ada.user)
    const kept = await client.send(
      new GetItemCommand({ TableName: chat, Key: key.watcher(ada.user, watcher), ConsistentRead: true }),
    )
    expect(kept.Item).toBeUndefined()
  })
}
