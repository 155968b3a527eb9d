import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { expect, test, vi } from 'vitest'
import { FunctionError } from '../contracts.ts'
import { type GatewayEvent, ok, refusedStatus, TestClient, webSocketApi } from './testing.ts'

const echo = (event: GatewayEvent) => ok(event.body)
const answering = { handler: echo, routeResponse: true } as const

test('$connect sees the request and its id is the one that messages and $disconnect carry', async () => {
  const events: GatewayEvent[] = []
  const keep = (event: GatewayEvent) => {
    events.push(event)
    return ok('done')
  }
  const api = await webSocketApi({
    $connect: keep,
    send: { handler: keep, routeResponse: true },
    $disconnect: keep,
  })
  const client = await TestClient.open(`${api.url}?v=1&tag=a&tag=b&__proto__=x`, [], {
    headers: { 'X-Device': 'phone', 'User-Agent': 'a phone' },
  })
  client.send({ action: 'send' })
  await client.next()
  client.socket.close(4000, 'bye')
  await vi.waitUntil(() => events.length === 3)

  const [connect, message, disconnect] = events as [GatewayEvent, GatewayEvent, GatewayEvent]
  const host = new URL(api.url).host
  expect(connect).toMatchObject({
    headers: { Host: host, 'X-Device': 'phone', 'X-Forwarded-For': '127.0.0.1' },
    multiValueHeaders: { 'X-Device': ['phone'] },
    queryStringParameters: { v: '1', tag: 'b' },
    multiValueQueryStringParameters: { v: ['1'], tag: ['a', 'b'] },
    isBase64Encoded: false,
    requestContext: {
      routeKey: '$connect',
      eventType: 'CONNECT',
      messageDirection: 'IN',
      apiId: 'ws1',
      stage: 'live',
      domainName: host,
      identity: { sourceIp: '127.0.0.1', userAgent: 'a phone' },
      connectionId: expect.stringMatching(/^[\w-]{15}=$/),
      requestId: expect.any(String),
      extendedRequestId: expect.any(String),
      connectedAt: expect.any(Number),
      requestTimeEpoch: expect.any(Number),
      requestTime: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
    },
  })
  const { connectionId, connectedAt } = connect.requestContext
  expect(Object.keys(message).sort()).toEqual(['body', 'isBase64Encoded', 'requestContext'])
  expect(message.body).toBe('{"action":"send"}')
  expect(message.requestContext).toMatchObject({
    routeKey: 'send',
    eventType: 'MESSAGE',
    messageId: expect.any(String),
    connectionId,
    connectedAt,
  })
  expect(disconnect.requestContext).toMatchObject({
    routeKey: '$disconnect',
    eventType: 'DISCONNECT',
    disconnectStatusCode: 4000,
    disconnectReason: 'bye',
    connectionId,
  })
})

test.each([
  ['its own status', () => ({ statusCode: 401 }), 401],
  ['403', () => ({ statusCode: 403, body: 'no' }), 403],
  ['500', () => ({ statusCode: 500 }), 500],
  ['502 when it throws', () => Promise.reject(new FunctionError('Error', 'boom')), 502],
  ['502 when it returns no status', () => ({ hello: 1 }), 502],
  ['502 when it returns nothing', () => undefined, 502],
  ['504 when it takes too long', () => new Promise(() => {}), 504],
])('$connect refuses the upgrade with %s', async (_name, $connect, status) => {
  const api = await webSocketApi({ $connect }, { limits: { integrationMs: 150 } })
  expect(await refusedStatus(api.url)).toBe(status)
  expect(api.connections()).toEqual([])
  expect(api.disconnects).toEqual([])
})

test('only the stage path is an API', async () => {
  const api = await webSocketApi({})
  expect(await refusedStatus(api.url.replace('/live', '/other'))).toBe(403)
})

test('a subprotocol is echoed only if $connect returns it', async () => {
  const $connect = (event: GatewayEvent) =>
    event.queryStringParameters?.echo
      ? { statusCode: 200, headers: { 'sec-websocket-protocol': 'parley' } }
      : { statusCode: 200 }
  const api = await webSocketApi({ $connect })
  const client = await TestClient.open(`${api.url}?echo=1`, ['other', 'parley'])
  expect(client.socket.protocol).toBe('parley')
  await expect(TestClient.open(api.url, ['parley'])).rejects.toThrow('no subprotocol')
})

test.each([
  ['a route of its own', '{"action":"send"}', 'send'],
  ['an unknown action', '{"action":"nope"}', '$default'],
  ['a gateway route', '{"action":"$connect"}', '$default'],
  ['an inherited name', '{"action":"toString"}', '$default'],
  ['an action that is no string', '{"action":{"a":1}}', '$default'],
  ['no action', '{}', '$default'],
  ['no JSON', 'hello', '$default'],
  ['an empty message', '', '$default'],
  ['null', 'null', '$default'],
  ['an array', '[{"action":"send"}]', '$default'],
])('%s goes to %s', async (_name, body, routeKey) => {
  const which = {
    handler: (e: GatewayEvent) => ok(String(e.requestContext.routeKey)),
    routeResponse: true,
  } as const
  const api = await webSocketApi({ $connect: () => ok(), send: which, $default: which })
  const client = await TestClient.open(api.url)
  client.send(body)
  expect(await client.next()).toBe(routeKey)
})

test('without $default an unmatched message is answered Forbidden, and the socket stays', async () => {
  const api = await webSocketApi({ send: answering })
  const client = await TestClient.open(api.url)
  client.send('nonsense')
  const [connectionId] = api.connections()
  expect(await client.next()).toMatch(/^{"message": "Forbidden", "connectionId":"/)
  client.send('nonsense')
  expect(JSON.parse(await client.next())).toEqual({
    message: 'Forbidden',
    connectionId,
    requestId: expect.any(String),
  })
  client.send({ action: 'send' })
  expect(await client.next()).toBe('{"action":"send"}')
})

test('a returned body reaches the client only through a route response', async () => {
  const api = await webSocketApi({
    quiet: echo,
    send: answering,
    empty: { handler: () => ok(), routeResponse: true },
  })
  const client = await TestClient.open(api.url)
  client.send({ action: 'quiet' })
  client.send({ action: 'empty' })
  await vi.waitUntil(() => api.metered.length === 2)
  client.send({ action: 'send' })
  expect(await client.next()).toBe('{"action":"send"}')
})

test.each([
  ['throws', () => Promise.reject(new FunctionError('TypeError', 'secret words'))],
  ['takes too long', () => new Promise(() => {})],
  ['returns no proxy result', () => ({ hello: 1 })],
])(
  'a function that %s is answered Internal server error, with or without a route response',
  async (_, handler) => {
    const lines: string[] = []
    const write = (line: string) => void lines.push(line)
    const api = await webSocketApi(
      { oneWay: handler, twoWay: { handler, routeResponse: true } },
      { limits: { integrationMs: 150 }, log: { info: write, warn: write, error: write } },
    )
    const client = await TestClient.open(api.url)
    for (const action of ['oneWay', 'twoWay']) {
      client.send({ action })
      expect(JSON.parse(await client.next())).toEqual({
        message: 'Internal server error',
        connectionId: api.connections()[0],
        requestId: expect.any(String),
      })
    }
    expect(lines.join()).not.toContain('secret words')
  },
)

test('messages of one connection run side by side', async () => {
  const { promise: held, resolve: release } = Promise.withResolvers<void>()
  const api = await webSocketApi({
    first: { handler: () => held.then(() => ok('first')), routeResponse: true },
    second: { handler: () => ok('second'), routeResponse: true },
  })
  const client = await TestClient.open(api.url)
  client.send({ action: 'first' })
  client.send({ action: 'second' })
  expect(await client.next()).toBe('second')
  release()
  expect(await client.next()).toBe('first')
})

test('a connection that is cut without a close frame is a 1006 to both ends', async () => {
  const api = await webSocketApi({})
  const client = await TestClient.open(api.url)
  api.close(api.connections()[0]!, 1006)
  expect((await client.closed).code).toBe(1006)
  expect(api.disconnects[0]?.requestContext.disconnectStatusCode).toBe(1006)
})

test('a client that hangs up during $connect is reported gone and never listed', async () => {
  const { promise: entered, resolve: enter } = Promise.withResolvers<void>()
  const { promise: held, resolve: finish } = Promise.withResolvers<void>()
  const $connect = async () => {
    enter()
    await held
    return ok()
  }
  const api = await webSocketApi({ $connect })
  const socket = handshake(api.url, `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`)
  await entered
  socket.resetAndDestroy()
  await once(socket, 'close')
  finish()
  await vi.waitUntil(() => api.disconnects.length === 1)
  expect(api.connections()).toEqual([])
})

test('a handshake without its key is 400, and $connect is taken back by $disconnect', async () => {
  const api = await webSocketApi({ $connect: () => ok() })
  const [answer] = await once(handshake(api.url, 'Accept: */*'), 'data')
  expect(String(answer)).toMatch(/^HTTP\/1.1 400 /)
  expect(api.disconnects[0]?.requestContext.disconnectStatusCode).toBe(1006)
})

function handshake(url: string, header: string): Socket {
  const { hostname, port, pathname } = new URL(url)
  const socket = connect(Number(port), hostname)
  const lines = [`GET ${pathname} HTTP/1.1`, 'Host: gateway', 'Upgrade: websocket', 'Connection: Upgrade']
  socket.write([...lines, 'Sec-WebSocket-Version: 13', header, '', ''].join('\r\n'))
  return socket
}

test('frames are metered in both directions', async () => {
  const api = await webSocketApi({ $default: answering })
  const client = await TestClient.open(api.url)
  client.send('four')
  await client.next()
  const [connectionId] = api.connections()
  expect(api.metered).toEqual([
    { kind: 'frame', direction: 'in', bytes: 4, connectionId },
    { kind: 'frame', direction: 'out', bytes: 4, connectionId },
  ])
})

test('stop closes every socket with 1001 and runs their $disconnect', async () => {
  const api = await webSocketApi({})
  const clients = await Promise.all([TestClient.open(api.url), TestClient.open(api.url)])
  await api.stop()
  for (const client of clients) expect((await client.closed).code).toBe(1001)
  expect(api.disconnects).toHaveLength(2)
})

test('stop does not wait for a client that never answers', async () => {
  const api = await webSocketApi({})
  const client = await TestClient.open(api.url)
  client.socket.pause()
  await api.stop()
  expect(api.connections()).toEqual([])
})
