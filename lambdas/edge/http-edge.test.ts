import middy from '@middy/core'
import { MAX_BODY_BYTES, Refusal, type WireError } from '@parley/protocol'
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import { describe, expect, it } from 'vitest'
import { CONTEXT, type HttpCall, httpEvent } from '../../test/fixtures/api-gateway.ts'
import { captureConsole } from '../../test/fixtures/console.ts'
import { type HttpRequest, httpEdge } from './http-edge.ts'

const printed = captureConsole()
const SECRET = 'a text that belongs in no log'

const LIST = 'GET /v1/conversations/{conversation}/messages'
const SEND = 'POST /v1/conversations/{conversation}/messages'
const path = { conversation: 'dm_a_b' }
const body = { device: 'device-1', clientId: 'client-id-1', after: 0, text: SECRET }

type Answer = { status: number; body: Record<string, unknown> & { error?: WireError }; headers: unknown }

/** What the edge makes of an event: `act` stands for the operations. */
async function ask(
  route: string,
  call: HttpCall = {},
  act: (request: HttpRequest) => object = (request) => request,
): Promise<Answer> {
  const handler = middy()
    .use(httpEdge())
    .handler(async (request: HttpRequest) => act(request))
  const result = await handler(httpEvent(route, call) as never, CONTEXT)
  const { statusCode, body, headers } = result as APIGatewayProxyStructuredResultV2
  return { status: statusCode!, body: JSON.parse(body!), headers }
}

describe('a request', () => {
  it('reaches its operation as path, query and body, numbers of the query as numbers', async () => {
    expect(await ask(LIST, { path, query: { before: '7', limit: '1000000000' } })).toMatchObject({
      status: 200,
      body: { name: 'listEntries', input: { path, query: { before: 7, limit: 1_000_000_000 }, body: {} } },
    })
    expect((await ask(SEND, { path, body: JSON.stringify(body) })).body).toMatchObject({
      name: 'sendLong',
      input: { path, query: {}, body },
    })
  })

  it('may have its body in base64', async () => {
    const encoded = Buffer.from(JSON.stringify({ ...body, text: '\u0000\u{1f600}' })).toString('base64')
    expect((await ask(SEND, { path, body: encoded, isBase64Encoded: true })).body).toMatchObject({
      input: { body: { text: '\u0000\u{1f600}' } },
    })
  })

  it('is answered as JSON that nobody keeps', async () => {
    expect((await ask(LIST, { path })).headers).toEqual({
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
    })
  })

  it.each([
    ['an unknown route', 'GET /v1/elsewhere', {}, 400, 'UNSUPPORTED', 'route'],
    ['no JSON', SEND, { path, body: 'hello' }, 400, 'BAD_FRAME', 'not JSON'],
    ['null', SEND, { path, body: 'null' }, 400, 'BAD_FRAME', 'not an object'],
    ['10,000 levels', SEND, { path, body: '['.repeat(10_000) }, 400, 'BAD_FRAME', 'deeper'],
    ['a prototype', SEND, { path, body: '{"__proto__":{}}' }, 400, 'BAD_FRAME', 'not allowed'],
    ['a key twice', SEND, { path, body: '{"after":1,"after":2}' }, 400, 'BAD_FRAME', 'twice'],
    [
      'bytes that are no UTF-8',
      SEND,
      { path, body: 'gICA', isBase64Encoded: true },
      400,
      'BAD_FRAME',
      'UTF-8',
    ],
    ['too much', SEND, { path, body: ' '.repeat(MAX_BODY_BYTES + 1) }, 413, 'TOO_LARGE', undefined],
    [
      'an unknown field',
      SEND,
      { path, body: JSON.stringify({ ...body, from: 'x' }) },
      400,
      'UNSUPPORTED',
      '"from"',
    ],
    ['a body where none belongs', LIST, { path, body: '{"a":1}' }, 400, 'UNSUPPORTED', 'field "a"'],
    ['an unknown parameter', LIST, { path, query: { user: 'x' } }, 400, 'UNSUPPORTED', 'field "user"'],
    ['a position of words', LIST, { path, query: { before: 'last' } }, 400, 'BAD_REQUEST', 'before'],
    ['a negative position', LIST, { path, query: { before: '-1' } }, 400, 'BAD_REQUEST', 'before'],
    ['half a position', LIST, { path, query: { after: '1.5' } }, 400, 'BAD_REQUEST', 'after'],
    ['a number beyond all numbers', LIST, { path, query: { limit: '1e999' } }, 400, 'BAD_REQUEST', 'limit'],
    ['a number of 16 digits', LIST, { path, query: { limit: '9'.repeat(16) } }, 400, 'BAD_REQUEST', 'limit'],
    ['no rows', LIST, { path, query: { limit: '0' } }, 400, 'BAD_REQUEST', 'limit'],
    [
      'a conversation that is no name',
      LIST,
      { path: { conversation: '../x' } },
      400,
      'BAD_REQUEST',
      'conversation',
    ],
  ] as const)(
    'with %s is refused by name, before any operation',
    async (_, route, call, status, code, detail) => {
      let isReached = false
      const answer = await ask(route, call, () => {
        isReached = true
        return {}
      })
      expect(answer).toMatchObject({ status, body: { error: { code } } })
      if (detail !== undefined) expect(answer.body.error?.detail).toContain(detail)
      expect(isReached).toBe(false)
    },
  )

  it('that is refused is told so in the wire’s form and no other', async () => {
    const answer = await ask(LIST, { path }, () => {
      throw new Refusal('RATE_LIMITED', undefined, 2_000)
    })
    expect(answer.status).toBe(429)
    expect(answer.body).toEqual({
      error: {
        code: 'RATE_LIMITED',
        number: 4000,
        message: 'Too many requests.',
        remedy: 'Wait for the stated delay, then repeat the same request.',
        retry: true,
        retryAfterMs: 2_000,
      },
    })
  })

  it('that meets a fault is told INTERNAL and not a word more, and nor is the log', async () => {
    const answer = await ask(SEND, { path, body: JSON.stringify(body) }, () => {
      throw Object.assign(new Error(SECRET), { Item: SECRET, $metadata: { requestId: 'aws-1' } })
    })
    expect(answer).toMatchObject({ status: 500, body: { error: { code: 'INTERNAL', retry: true } } })
    expect(JSON.stringify(answer.body)).not.toContain(SECRET)
    expect(printed()).toHaveLength(1)
    expect(JSON.parse(printed()[0]!)).toMatchObject({ fault: 'Error', aws: 'aws-1' })
    expect(printed().join()).not.toContain(SECRET)
  })

  it('that is refused leaves nothing in the log', async () => {
    await ask(SEND, { path, body: SECRET })
    await ask(SEND, { path, body: JSON.stringify({ ...body, [SECRET]: SECRET }) })
    await ask('POST /v1/sessions', { body: JSON.stringify({ handle: 'ada', password: 7 }) })
    expect(printed()).toEqual([])
  })
})

describe('who asks', () => {
  const subjectWith = async (claims: Record<string, string> | undefined) => {
    const answer = await ask(LIST, { path, ...(claims && { claims }) })
    return answer.body.error?.code ?? answer.body.subject
  }

  it.each([
    ['the subject of an access token', { sub: 'subject', token_use: 'access' }, 'subject'],
    ['the subject of a foreign issuer’s token', { sub: 'subject' }, 'subject'],
    ['nobody with an id token', { sub: 'subject', token_use: 'id' }, 'UNAUTHENTICATED'],
    ['nobody with a token for something else', { sub: 'subject', token_use: '' }, 'UNAUTHENTICATED'],
    ['nobody without a subject', { token_use: 'access' }, undefined],
    ['nobody with an empty subject', { sub: '', token_use: 'access' }, undefined],
    ['nobody without an authorizer', undefined, undefined],
  ])('is %s', async (_, claims, expected) => {
    expect(await subjectWith(claims)).toBe(expected)
  })

  it.each([
    ['when that was said', { sub: 's', auth_time: '1700000000', iat: '1700000500' }, 1_700_000_000_000],
    [
      'when the token was issued, by an issuer that says no more',
      { sub: 's', iat: '1700000500' },
      1_700_000_500_000,
    ],
    ['never, as far as is known', { sub: 's' }, 0],
    ['never, where it cannot be read', { sub: 's', auth_time: 'yesterday' }, 0],
  ])('signed in %s', async (_, claims, expected) => {
    expect((await ask(LIST, { path, claims })).body.signedInAt).toBe(expected)
  })

  it('cannot be said in the request', async () => {
    for (const call of [{ query: { subject: 'someone' } }, { body: '{"subject":"someone"}' }]) {
      expect((await ask(LIST, { path, ...call })).body.error?.code).toBe('UNSUPPORTED')
    }
  })
})
