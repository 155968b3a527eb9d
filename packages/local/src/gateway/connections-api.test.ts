import type { Socket } from 'node:net'
import {
  DeleteConnectionCommand,
  GetConnectionCommand,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi'
import { expect, test, vi } from 'vitest'
import type { WebSocket } from 'ws'
import { type GatewayEvent, managementClient, ok, TestClient, webSocketApi } from './testing.ts'

const post = (ConnectionId: string, Data: string) => new PostToConnectionCommand({ ConnectionId, Data })

async function connected(extra?: Parameters<typeof webSocketApi>[1]) {
  const api = await webSocketApi({ $connect: () => ok(), oneWay: () => ok() }, extra)
  const client = await TestClient.open(api.url)
  return { api, client, id: api.connections()[0]!, aws: managementClient(api.callbackUrl) }
}

test('a post reaches the client, and is metered', async () => {
  const { api, client, id, aws } = await connected()
  await aws.send(post(id, 'hello é'))
  expect(await client.next()).toBe('hello é')
  expect(api.metered).toEqual([{ kind: 'frame', direction: 'out', bytes: 8, connectionId: id }])
})

test('a long post arrives whole, in frames of at most 32 KB', async () => {
  const { api, client, id, aws } = await connected()
  const received = recordBytes(client.socket)
  const text = 'ü'.repeat(64 * 1024)
  await aws.send(post(id, text))
  expect(await client.next()).toBe(text)
  expect(frameSizes(Buffer.concat(received))).toEqual([32768, 32768, 32768, 32768])
  expect(api.metered).toEqual([{ kind: 'frame', direction: 'out', bytes: 131072, connectionId: id }])
})

test('a post over 128 KB is 413', async () => {
  const { id, aws } = await connected()
  await expect(aws.send(post(id, 'x'.repeat(128 * 1024 + 1)))).rejects.toMatchObject({
    name: 'PayloadTooLargeException',
    $metadata: { httpStatusCode: 413 },
  })
})

const gone = { name: 'GoneException', $metadata: { httpStatusCode: 410 } }

test('a post during $connect is 410; the same post after it is not', async () => {
  let during: unknown
  const api = await webSocketApi({
    $connect: async (event: GatewayEvent) => {
      during = await aws.send(post(event.requestContext.connectionId, 'early')).catch((error) => error)
      return ok()
    },
  })
  const aws = managementClient(api.callbackUrl)
  const client = await TestClient.open(api.url)
  expect(during).toMatchObject(gone)
  await aws.send(post(api.connections()[0]!, 'late'))
  expect(await client.next()).toBe('late')
})

test('every command to a connection that has left is 410', async () => {
  const { api, client, id, aws } = await connected()
  client.socket.close()
  await vi.waitUntil(() => api.disconnects.length === 1)
  await expect(aws.send(post(id, 'x'))).rejects.toMatchObject(gone)
  await expect(aws.send(new GetConnectionCommand({ ConnectionId: id }))).rejects.toMatchObject(gone)
  await expect(aws.send(new DeleteConnectionCommand({ ConnectionId: id }))).rejects.toMatchObject(gone)
  await expect(aws.send(post('AAAAAAAAAAAAAAA=', 'x'))).rejects.toMatchObject(gone)
})

test('an id that is none is 400', async () => {
  const { aws } = await connected()
  await expect(aws.send(post('nobody', 'x'))).rejects.toMatchObject({ $metadata: { httpStatusCode: 400 } })
})

test('a post to a half-open socket succeeds: it was handed to TCP', async () => {
  const { client, id, aws } = await connected()
  client.socket.pause()
  const answer = await aws.send(post(id, 'into the void'))
  expect(answer.$metadata.httpStatusCode).toBe(200)
})

test('GET describes the connection', async () => {
  const { client, id, aws } = await connected()
  const before = await aws.send(new GetConnectionCommand({ ConnectionId: id }))
  expect(before.Identity).toMatchObject({ SourceIp: '127.0.0.1' })
  expect(before.LastActiveAt).toEqual(before.ConnectedAt)
  await vi.waitUntil(() => Date.now() > before.ConnectedAt!.getTime())
  await aws.send(post(id, 'x'))
  await client.next()
  const after = await aws.send(new GetConnectionCommand({ ConnectionId: id }))
  expect(after.LastActiveAt!.getTime()).toBeGreaterThan(before.LastActiveAt!.getTime())
})

test('a message from the client counts as activity', async () => {
  const { api, client, id, aws } = await connected()
  client.send('nonsense')
  await client.next()
  const describe = () => aws.send(new GetConnectionCommand({ ConnectionId: id }))
  const before = await describe()
  await vi.waitUntil(() => Date.now() > before.LastActiveAt!.getTime())
  client.send({ action: 'oneWay' })
  await vi.waitUntil(() => api.metered.length === 3)
  expect((await describe()).LastActiveAt!.getTime()).toBeGreaterThan(before.LastActiveAt!.getTime())
})

test('DELETE closes with 1000 and the connection is gone at once', async () => {
  const { api, client, id, aws } = await connected()
  await aws.send(new DeleteConnectionCommand({ ConnectionId: id }))
  await expect(aws.send(post(id, 'x'))).rejects.toMatchObject(gone)
  expect((await client.closed).code).toBe(1000)
  expect(api.disconnects[0]?.requestContext.disconnectStatusCode).toBe(1000)
})

test('past the request rate a post is 429 LimitExceededException', async () => {
  let tokens = 1
  const { id, aws } = await connected({ throttle: () => tokens-- > 0 })
  await aws.send(post(id, 'x'))
  await expect(aws.send(post(id, 'x'))).rejects.toMatchObject({
    name: 'LimitExceededException',
    $metadata: { httpStatusCode: 429 },
  })
})

test.each([
  [
    'unsigned',
    (base: string, id: string) => fetch(`${base}/@connections/${id}`, { method: 'POST', body: 'x' }),
  ],
  ['to another stage', (base: string, id: string) => signed(base.replace('/live', '/x'), id, 'POST')],
  ['with another method', (base: string, id: string) => signed(base, id, 'PATCH')],
  ['without an id', (base: string) => signed(base, '', 'POST')],
])('a call %s is 403', async (_name, call) => {
  const { api, id } = await connected()
  expect((await call(api.callbackUrl, encodeURIComponent(id))).status).toBe(403)
})

const signed = (base: string, id: string, method: string) =>
  fetch(`${base}/@connections/${id}`, { method, headers: { authorization: 'AWS4-HMAC-SHA256 x' } })

// `ws` does not show frames: they are read off the wire.
function recordBytes(socket: WebSocket): Buffer[] {
  const chunks: Buffer[] = []
  const { _socket } = socket as unknown as { _socket: Socket }
  _socket.prependListener('data', (chunk: Buffer) => chunks.push(chunk))
  return chunks
}

/** The payload sizes of unmasked frames. */
function frameSizes(bytes: Buffer): number[] {
  if (bytes.length === 0) return []
  const short = bytes[1]!
  const [header, size] =
    short === 126
      ? [4, bytes.readUInt16BE(2)]
      : short === 127
        ? [10, Number(bytes.readBigUInt64BE(2))]
        : [2, short]
  return [size, ...frameSizes(bytes.subarray(header + size))]
}
