import { request as httpRequest } from 'node:http'
import { expect, onTestFinished, test } from 'vitest'
import { type CorsConfiguration, FunctionError, type MeterEvent } from '../contracts.ts'
import { startHttpApi } from './http-api.ts'
import { type GatewayEvent, invokeOf, silent } from './testing.ts'

type Handler = (event: GatewayEvent) => unknown
type Extra = { cors?: CorsConfiguration; stage?: string; limits?: { integrationMs: number } }

async function httpApi(routes: Record<string, Handler>, extra: Extra = {}) {
  const metered: MeterEvent[] = []
  const api = await startHttpApi({
    apiId: 'http1',
    stage: '$default',
    region: 'eu-west-1',
    accountId: '000000000000',
    port: 0,
    routes: Object.entries(routes).map(([routeKey, handler]) => ({ routeKey, invoke: invokeOf(handler) })),
    meter: (event) => metered.push(event),
    log: silent,
    ...extra,
  })
  onTestFinished(() => api.stop())
  return { ...api, metered }
}

/** Answers with the event itself. */
const mirror: Handler = (event) => ({ statusCode: 200, body: JSON.stringify(event) })
const eventOf = async (response: Response) => (await response.json()) as GatewayEvent

test('the event is payload format 2.0', async () => {
  const api = await httpApi({ 'PUT /v1/things/{id}/{rest+}': mirror })
  const response = await fetch(`${api.url}/v1/things/a%20b/c/d?x=1&y=é&x=2`, {
    method: 'PUT',
    headers: {
      'Content-Type': 'application/json',
      'X-Mixed-CASE': 'Kept',
      Cookie: 'a=1; b=2',
      'User-Agent': 'me',
    },
    body: '{"ü":1}',
  })
  const event = await eventOf(response)
  expect(event).toEqual({
    version: '2.0',
    routeKey: 'PUT /v1/things/{id}/{rest+}',
    rawPath: '/v1/things/a%20b/c/d',
    rawQueryString: 'x=1&y=%C3%A9&x=2',
    cookies: ['a=1', 'b=2'],
    headers: expect.objectContaining({
      'content-type': 'application/json',
      'x-mixed-case': 'Kept',
      'x-forwarded-for': '127.0.0.1',
    }),
    queryStringParameters: { x: '1,2', y: 'é' },
    pathParameters: { id: 'a b', rest: 'c/d' },
    requestContext: {
      accountId: '000000000000',
      apiId: 'http1',
      domainName: new URL(api.url).host,
      domainPrefix: 'http1',
      http: {
        method: 'PUT',
        path: '/v1/things/a%20b/c/d',
        protocol: 'HTTP/1.1',
        sourceIp: '127.0.0.1',
        userAgent: 'me',
      },
      requestId: expect.any(String),
      routeKey: 'PUT /v1/things/{id}/{rest+}',
      stage: '$default',
      time: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
      timeEpoch: expect.any(Number),
    },
    body: '{"ü":1}',
    isBase64Encoded: false,
  })
  expect(event.headers).not.toHaveProperty('cookie')
})

test('what is not there is left out of the event', async () => {
  const api = await httpApi({ 'GET /': mirror })
  const event = await eventOf(await fetch(api.url))
  for (const absent of ['cookies', 'queryStringParameters', 'pathParameters', 'body']) {
    expect(event).not.toHaveProperty(absent)
  }
  expect(event).toMatchObject({ rawQueryString: '', isBase64Encoded: false })
  expect(event.requestContext).not.toHaveProperty('authorizer')
})

test('repeated headers are joined with a comma', async () => {
  const api = await httpApi({ 'GET /': mirror })
  const body = await new Promise<string>((resolve) => {
    httpRequest(api.url, { headers: { 'x-many': ['a', 'b'] } }, async (response) => {
      resolve((await response.toArray()).join(''))
    }).end()
  })
  expect((JSON.parse(body) as GatewayEvent).headers?.['x-many']).toBe('a,b')
})

test.each([
  ['application/octet-stream', true],
  ['application/x-www-form-urlencoded', true],
  ['image/png', true],
  ['application/json; charset=utf-8', false],
  ['application/problem+json', false],
  ['text/plain', false],
])('a body of type %s comes in base64: %s', async (type, base64) => {
  const api = await httpApi({ 'POST /': mirror })
  const body = Buffer.from('hello')
  const event = await eventOf(
    await fetch(api.url, { method: 'POST', headers: { 'content-type': type }, body }),
  )
  expect(event).toMatchObject({
    isBase64Encoded: base64,
    body: base64 ? body.toString('base64') : 'hello',
  })
})

const routeKeys = [
  '$default',
  'GET /pets/{proxy+}',
  'ANY /pets/dog/{id}',
  'GET /pets/dog/{id}',
  'GET /pets/dog/1',
  'GET /pets/{kind}/2',
]

test.each([
  ['GET', '/pets/dog/1', 'GET /pets/dog/1'],
  ['GET', '/pets/dog/2', 'GET /pets/dog/{id}'],
  ['PUT', '/pets/dog/1', 'ANY /pets/dog/{id}'],
  ['GET', '/pets/cat/2', 'GET /pets/{kind}/2'],
  ['GET', '/pets/cat/1', 'GET /pets/{proxy+}'],
  ['GET', '/pets/a/b/c', 'GET /pets/{proxy+}'],
  ['GET', '/pets/', '$default'],
  ['PUT', '/pets/cat/1', '$default'],
  ['GET', '/', '$default'],
])('%s %s goes to %s', async (method, path, expected) => {
  const api = await httpApi(Object.fromEntries(routeKeys.map((key) => [key, mirror])))
  const event = await eventOf(await fetch(api.url + path, { method }))
  expect(event.routeKey).toBe(expected)
})

test('a path that no route takes is 404', async () => {
  const api = await httpApi({ 'GET /a': mirror })
  for (const response of [await fetch(`${api.url}/b`), await fetch(`${api.url}/a`, { method: 'POST' })]) {
    expect(response.status).toBe(404)
    expect(await response.text()).toBe('{"message":"Not Found"}')
  }
})

test('a named stage is part of the path, and the only one', async () => {
  const api = await httpApi({ 'GET /a': mirror, $default: mirror }, { stage: 'live' })
  expect(api.url).toMatch(/\/live$/)
  expect(await eventOf(await fetch(`${api.url}/a`))).toMatchObject({ rawPath: '/live/a', routeKey: 'GET /a' })
  expect((await eventOf(await fetch(api.url))).routeKey).toBe('$default')
})

test.each([
  ['an object', { a: 1 }, 200, '{"a":1}', 'application/json'],
  ['a string', 'hello', 200, 'hello', 'application/json'],
  ['nothing', undefined, 200, 'null', 'application/json'],
  ['a status alone', { statusCode: 202 }, 202, '', 'text/plain;charset=UTF-8'],
  ['a status in a string', { statusCode: '201', body: 'x' }, 201, 'x', 'text/plain;charset=UTF-8'],
  ['no real status', { statusCode: 'x' }, 500, '{"message":"Internal Server Error"}', 'application/json'],
  [
    'a body that is no text',
    { statusCode: 200, body: {} },
    500,
    '{"message":"Internal Server Error"}',
    'application/json',
  ],
])('a function that returns %s', async (_name, result, status, body, type) => {
  const api = await httpApi({ 'GET /': () => result })
  const response = await fetch(api.url)
  expect([response.status, await response.text(), response.headers.get('content-type')]).toEqual([
    status,
    body,
    type,
  ])
})

test('headers, cookies and a base64 body of the result reach the client', async () => {
  const bytes = Buffer.from([0, 255, 128])
  const api = await httpApi({
    'GET /': () => ({
      statusCode: 200,
      headers: {
        'Content-Type': 'image/png',
        'X-Number': 7,
        'Content-Length': '999',
        'Transfer-Encoding': 'chunked',
      },
      cookies: ['a=1', 'b=2; HttpOnly'],
      body: bytes.toString('base64'),
      isBase64Encoded: true,
    }),
  })
  const response = await fetch(api.url)
  expect(Buffer.from(await response.arrayBuffer())).toEqual(bytes)
  expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2; HttpOnly'])
  expect(response.headers.get('content-type')).toBe('image/png')
  expect(response.headers.get('x-number')).toBe('7')
  expect(response.headers.get('transfer-encoding')).toBeNull()
})

test.each([
  ['throws', () => Promise.reject(new FunctionError('Error', 'boom')), 500, 'Internal Server Error'],
  ['takes too long', () => new Promise(() => {}), 503, 'Service Unavailable'],
])('a function that %s', async (_name, handler, status, message) => {
  const api = await httpApi({ 'GET /': handler }, { limits: { integrationMs: 150 } })
  const response = await fetch(api.url)
  expect([response.status, await response.json()]).toEqual([status, { message }])
})

test('a payload of 10 MB passes, a longer one is 413', async () => {
  const api = await httpApi({ 'POST /': (event) => ({ statusCode: 200, body: String(event.body?.length) }) })
  const post = (body: string) =>
    fetch(api.url, { method: 'POST', headers: { 'content-type': 'text/plain' }, body })
  const limit = 10 * 1024 * 1024
  expect(await (await post('x'.repeat(limit))).text()).toBe(String(limit))
  const refused = await post('x'.repeat(limit + 1))
  expect([refused.status, await refused.json()]).toEqual([413, { message: 'Request Entity Too Large' }])
})

const cors: CorsConfiguration = {
  AllowOrigins: ['https://app.example', 'http://*'],
  AllowMethods: ['GET', 'PUT'],
  AllowHeaders: ['authorization', 'content-type'],
  ExposeHeaders: ['x-next'],
  MaxAge: 600,
  AllowCredentials: true,
}

const preflight = (url: string, origin: string) =>
  fetch(url, { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'PUT' } })

test.each(['https://app.example', 'http://localhost:3000'])(
  'a preflight from %s is answered',
  async (origin) => {
    const api = await httpApi({ 'ANY /{proxy+}': () => ({ statusCode: 500 }) }, { cors })
    const response = await preflight(`${api.url}/a`, origin)
    expect(response.status).toBe(204)
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'access-control-allow-origin': origin,
      'access-control-allow-methods': 'GET,PUT',
      'access-control-allow-headers': 'authorization,content-type',
      'access-control-expose-headers': 'x-next',
      'access-control-allow-credentials': 'true',
      'access-control-max-age': '600',
      vary: 'Origin',
    })
  },
)

const corsNames = (response: Response) =>
  [...response.headers.keys()].filter((n) => n.startsWith('access-control'))

test('an origin that is not allowed gets no CORS header', async () => {
  const api = await httpApi({ 'GET /': mirror }, { cors })
  const origin = 'https://evil.example'
  expect(corsNames(await preflight(api.url, origin))).toEqual([])
  expect(corsNames(await fetch(api.url, { headers: { origin } }))).toEqual([])
})

test("every response carries the configured CORS headers and never the function's own", async () => {
  const api = await httpApi(
    { 'GET /': () => ({ statusCode: 200, headers: { 'Access-Control-Allow-Origin': 'https://other' } }) },
    { cors },
  )
  const headers = { origin: 'https://app.example' }
  for (const path of ['/', '/missing']) {
    const response = await fetch(api.url + path, { headers })
    expect(response.headers.get('access-control-allow-origin')).toBe('https://app.example')
  }
  expect(corsNames(await fetch(api.url))).toEqual([])
})

test('with any origin allowed the answer is a star', async () => {
  const api = await httpApi({ 'GET /': mirror }, { cors: { AllowOrigins: ['*'] } })
  const response = await fetch(api.url, { headers: { origin: 'https://any.example' } })
  expect(response.headers.get('access-control-allow-origin')).toBe('*')
})

test('without a configuration OPTIONS is a method like any other and headers pass', async () => {
  const api = await httpApi({
    'OPTIONS /': () => ({ statusCode: 200, headers: { 'access-control-allow-origin': 'mine' } }),
  })
  const response = await preflight(api.url, 'https://app.example')
  expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([200, 'mine'])
})

test('each request is metered', async () => {
  const api = await httpApi({ 'POST /a': () => ({ statusCode: 200, body: 'four' }) })
  await fetch(`${api.url}/a`, { method: 'POST', body: 'three' })
  expect(api.metered).toEqual([
    { kind: 'http', routeKey: 'POST /a', bytesIn: 5, bytesOut: 4, ms: expect.any(Number) },
  ])
})
