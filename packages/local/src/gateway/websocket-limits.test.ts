import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { expect, test, vi } from 'vitest'
import { type GatewayEvent, ok, TestClient, webSocketApi } from './testing.ts'

const echo = (event: GatewayEvent) => ok(event.body)
const answering = { handler: echo, routeResponse: true } as const

const KB = 1024

test('a frame of 32 KB passes; one byte more closes 1009 and is not run', async () => {
  let runs = 0
  const counted = (event: GatewayEvent) => {
    runs++
    return ok(String(event.body?.length))
  }
  const api = await webSocketApi({ $default: { handler: counted, routeResponse: true } })
  const client = await TestClient.open(api.url)
  client.send('x'.repeat(32 * KB))
  expect(await client.next()).toBe(String(32 * KB))
  client.send('x'.repeat(32 * KB + 1))
  expect((await client.closed).code).toBe(1009)
  await vi.waitUntil(() => api.disconnects.length === 1)
  expect(api.disconnects[0]?.requestContext.disconnectStatusCode).toBe(1009)
  expect(runs).toBe(1)
})

test('a message of 128 KB in frames passes; a longer one closes 1009', async () => {
  const length = { handler: (e: GatewayEvent) => ok(String(e.body?.length)), routeResponse: true } as const
  const api = await webSocketApi({ $default: length })
  const client = await TestClient.open(api.url)
  const sendFrames = (sizes: number[]) =>
    sizes.forEach((size, i) => {
      client.socket.send('y'.repeat(size), { fin: i === sizes.length - 1 })
    })
  sendFrames([32 * KB, 32 * KB, 32 * KB, 32 * KB])
  expect(await client.next()).toBe(String(128 * KB))
  sendFrames([32 * KB, 32 * KB, 32 * KB, 32 * KB, 1])
  expect((await client.closed).code).toBe(1009)
  await vi.waitUntil(() => api.disconnects.length === 1)
  expect(api.disconnects[0]?.requestContext.disconnectStatusCode).toBe(1009)
})

test('a binary message closes 1003', async () => {
  const api = await webSocketApi({ $default: answering })
  const client = await TestClient.open(api.url)
  client.socket.send(randomBytes(8))
  expect((await client.closed).code).toBe(1003)
})

test('an idle connection is told Going away, pings or not', async () => {
  const api = await webSocketApi({}, { limits: { idleMs: 300 } })
  const client = await TestClient.open(api.url)
  const pings = setInterval(() => client.socket.ping(), 50)
  expect(await client.closed).toEqual({ code: 1001, reason: 'Going away' })
  clearInterval(pings)
})

test('a busy connection outlives the idle limit but not its life', async () => {
  const api = await webSocketApi({ $default: answering }, { limits: { idleMs: 400, lifeMs: 1000 } })
  const client = await TestClient.open(api.url)
  client.socket.on('message', () => client.send('again'))
  client.send('hello')
  expect(await client.closed).toEqual({ code: 1001, reason: 'Going away' })
  const { requestTimeEpoch, connectedAt } = api.disconnects[0]!.requestContext
  expect(Number(requestTimeEpoch) - Number(connectedAt)).toBeGreaterThan(900)
})

test('a ping is answered with a pong', async () => {
  const api = await webSocketApi({})
  const client = await TestClient.open(api.url)
  client.socket.ping('are you there')
  const [data] = await once(client.socket, 'pong')
  expect(String(data)).toBe('are you there')
})

test('a limit cannot be raised over AWS', async () => {
  await expect(webSocketApi({}, { limits: { frameBytes: 64 * KB } })).rejects.toThrow('frameBytes')
})
