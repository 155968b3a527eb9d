import { OPERATIONS } from '@parley/protocol'
import { importJWK, type JWK, SignJWT } from 'jose'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Answer, rawHttp } from '../fixtures/raw-http.ts'
import { type Account, conversationOf, newcomer, rawSocketOf } from './accounts.ts'
import { sendRaw } from './log.ts'
import { ONLY_EMBEDDED, TARGET, useEmbedded, useSystem } from './target.ts'

const embedded = TARGET === 'embedded' ? useEmbedded() : undefined
const system = embedded ?? useSystem()

describe('a conversation of others', () => {
  let mallory: Account
  let theirs: string
  /** Of the same form, but of people who do not exist. */
  const nowhere = `dm_${'a'.repeat(25)}_${'b'.repeat(25)}`

  beforeAll(async () => {
    const alice = await newcomer(system(), 'alice')
    theirs = await conversationOf(alice, await newcomer(system(), 'bob'))
    mallory = await newcomer(system(), 'mallory')
    await sendRaw(await rawSocketOf(alice), { conversation: theirs, clientId: 'message-1', text: 'private' })
  })

  const frames: Record<string, object> = {
    'sending to it': { action: 'send', clientId: '12345678', after: 0, text: 'hello' },
    'sending to it from a position in it': { action: 'send', clientId: '12345678', after: 1, text: 'hello' },
  }
  for (const [what, frame] of Object.entries(frames))
    test(`${what} is answered as if it did not exist`, async () => {
      const socket = await rawSocketOf(mallory)
      const [real, guessed] = [
        await socket.request({ ...frame, id: 'same', conversation: theirs }),
        await socket.request({ ...frame, id: 'same', conversation: nowhere }),
      ]
      expect(real).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } })
      expect(real).toEqual(guessed)
    })

  test('a receipt for it is answered as if it did not exist', async () => {
    const socket = await rawSocketOf(mallory)
    const receipt = (conversation: string) =>
      socket.request({ action: 'receipt', id: 'same', receipts: [{ conversation, read: 1 }] })
    const [real, guessed] = [await receipt(theirs), await receipt(nowhere)]
    expect(real).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } })
    expect(real).toEqual(guessed)
  })

  const requests: Record<string, { route: string; body?: object }> = {
    'reading it': { route: 'GET /v1/conversations/*/messages' },
    'reading a text of it': { route: 'GET /v1/conversations/*/messages/1/text' },
    'sending long text to it': {
      route: 'POST /v1/conversations/*/messages',
      body: { device: 'mallorys-phone', clientId: '12345678', after: 0, text: 'hello' },
    },
  }
  for (const [what, { route, body }] of Object.entries(requests))
    test(`${what} is answered as if it did not exist`, async () => {
      const ask = (conversation: string) =>
        rawHttp(system().httpUrl, route.replace('*', conversation), {
          token: mallory.token,
          ...(body && { body }),
        })
      const [real, guessed] = [await ask(theirs), await ask(nowhere)]
      expect([real.status, real.body.error?.code]).toEqual([404, 'NOT_FOUND'])
      expect([real.status, real.text]).toEqual([guessed.status, guessed.text])
    })

  test('does not show in the inbox of anybody else', async () => {
    const { body } = await rawHttp(system().httpUrl, 'GET /v1/sync', { token: mallory.token })
    expect(body.conversations).toEqual([])
  })
})

describe('without an identity', () => {
  const guarded = Object.values(OPERATIONS)
    .filter(({ door }) => door === 'http')
    .map(({ route }) => route.replace('{conversation}', 'dm_a_b').replace(/\{\w+\}/, '1'))

  test.each(guarded)('%s is refused', async (route) => {
    const answer = await rawHttp(system().httpUrl, route, route.startsWith('GET') ? {} : { body: {} })
    expect(answer.status).toBe(401)
  })
})

describe('a token', () => {
  let genuine: string
  let refusal: Pick<Answer, 'status' | 'text'>

  beforeAll(async () => {
    genuine = (await newcomer(system())).token
    refusal = await me(undefined)
  })

  async function me(token: string | undefined): Promise<Pick<Answer, 'status' | 'text'>> {
    const { status, text } = await rawHttp(
      system().httpUrl,
      'GET /v1/me',
      token === undefined ? {} : { token },
    )
    return { status, text }
  }

  const claims = () => JSON.parse(Buffer.from(genuine.split('.')[1]!, 'base64url').toString()) as object
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')

  test('that is genuine is let in', async () => {
    expect((await me(genuine)).status).toBe(200)
  })

  const broken: Record<string, () => string> = {
    'is not one': () => 'garbage',
    'is empty': () => '',
    'lost its signature': () => genuine.split('.').slice(0, 2).join('.'),
    'names somebody else under a signature for another': () => {
      const [head, , signature] = genuine.split('.')
      return [head, encode({ ...claims(), sub: 'somebody-else' }), signature].join('.')
    },
    'says that it needs no signature': () => `${encode({ alg: 'none', typ: 'JWT' })}.${encode(claims())}.`,
  }
  for (const [what, token] of Object.entries(broken))
    test(`that ${what} gets the one answer that all get`, async () => {
      expect(refusal.status).toBe(401)
      expect(await me(token())).toEqual(refusal)
    })

  const where = ONLY_EMBEDDED ? ' (only where the signing key is at hand)' : ''
  const minutes = 60
  const now = Math.floor(Date.now() / 1000)
  const wrong: Record<string, object> = {
    'has expired': { exp: now - 10 * minutes },
    'is not valid yet': { nbf: now + 10 * minutes },
    'is for another audience': { client_id: 'another-app' },
    'is of another issuer': { iss: 'https://issuer.example/pool' },
  }
  for (const [what, change] of Object.entries(wrong))
    test.skipIf(ONLY_EMBEDDED)(
      `that ${what}, though truly signed, gets the one answer that all get${where}`,
      async () => {
        expect((await me(await signed({}))).status).toBe(200)
        expect(await me(await signed(change))).toEqual(refusal)
      },
    )

  test.skipIf(ONLY_EMBEDDED)(
    `that says who somebody is, but not that they may act, is refused${where}`,
    async () => {
      expect((await me(await signed({ token_use: 'id' }))).status).toBe(401)
    },
  )

  /** The genuine claims with a change, signed with the genuine key. */
  async function signed(change: object): Promise<string> {
    const key = await importJWK(embedded!().signingKey() as JWK, 'RS256')
    const header = JSON.parse(Buffer.from(genuine.split('.')[0]!, 'base64url').toString())
    return new SignJWT({ ...claims(), ...change }).setProtectedHeader(header).sign(key)
  }
})

test('a wrong password and an unknown handle get the same answer', async () => {
  const { handle } = await newcomer(system())
  const signIn = (body: object) => rawHttp(system().httpUrl, 'POST /v1/sessions', { body })
  const [known, unknown] = [
    await signIn({ handle, password: 'not this one' }),
    await signIn({ handle: 'nobody_ever', password: 'not this one' }),
  ]
  expect([known.status, known.body.error?.code]).toEqual([401, 'WRONG_CREDENTIALS'])
  expect([known.status, known.text]).toEqual([unknown.status, unknown.text])
})

test('a handle belongs to whoever took it first', async () => {
  const { handle } = await newcomer(system())
  const again = { handle, name: 'Impostor', password: 'another password' }
  const { status, body } = await rawHttp(system().httpUrl, 'POST /v1/accounts', { body: again })
  expect([status, body.error?.code]).toEqual([409, 'HANDLE_TAKEN'])
})
