import { randomUUID } from 'node:crypto'
import type { UserId } from '@parley/client'
import type { OperationReply } from '@parley/protocol'
import { afterAll, expect, test } from 'vitest'
import { believeInstead } from '../fixtures/assembly.ts'
import { eventually } from '../fixtures/eventually.ts'
import { AUDIENCE, startIssuer } from '../fixtures/issuer.ts'
import { rawHttp } from '../fixtures/raw-http.ts'
import { type Account, ask, conversationOf, handleLike, rawSocketOf } from './accounts.ts'
import { ONLY_EMBEDDED, useEmbeddedWith } from './target.ts'

/** Deployed without a user pool of its own: another issuer says who people are. */
const ISSUER = 'https://id.example.com'
const issuer = await startIssuer()
afterAll(() => issuer.stop())
const system = useEmbeddedWith({ issuer: ISSUER, audience: AUDIENCE }, (assembly) =>
  believeInstead(assembly, ISSUER, issuer.url),
)
const where = ONLY_EMBEDDED ? ' (only where it can be set who vouches for people)' : ''

const me = (token: string) => rawHttp(system().httpUrl, 'GET /v1/me', { token })

/** Somebody whom the issuer knows, and who has chosen a profile here. */
async function known(name: string, subject: string = randomUUID()): Promise<Account> {
  const token = await issuer.token(subject)
  const handle = handleLike(name)
  const { status, body } = await rawHttp(system().httpUrl, 'PUT /v1/me', { token, body: { handle, name } })
  expect(status).toBe(200)
  const { user } = body as OperationReply<'putMe'>
  return { system: system(), handle, password: '', user: user as UserId, token }
}

test.skipIf(ONLY_EMBEDDED)(
  `people whom another issuer vouches for choose a profile and chat${where}`,
  async () => {
    const token = await issuer.token(randomUUID())
    expect((await me(token)).body.error).toMatchObject({ code: 'NO_PROFILE' })
    const [anna, ben] = [await known('anna'), await known('ben')]
    expect((await me(anna.token)).body).toEqual({ user: anna.user, handle: anna.handle, name: 'anna' })
    const taken = { handle: anna.handle, name: 'Another' }
    const refused = await rawHttp(system().httpUrl, 'PUT /v1/me', { token, body: taken })
    expect(refused.body.error).toMatchObject({ code: 'HANDLE_TAKEN' })

    const conversation = await conversationOf(anna, ben)
    const [phone, other] = [await rawSocketOf(anna), await rawSocketOf(ben)]
    const heard = other.next(({ event }) => event === 'entries')
    const message = {
      action: 'send',
      conversation,
      clientId: randomUUID().slice(0, 20),
      after: 0,
      text: 'hello',
    }
    expect(await phone.request(message)).toMatchObject({ ok: true, seq: 1 })
    expect(await heard).toMatchObject({ conversation, entries: [{ from: anna.user, text: 'hello' }] })
  },
)

test.skipIf(ONLY_EMBEDDED)(`the same person comes back by any token of its own${where}`, async () => {
  const subject = randomUUID()
  const anna = await known('anna', subject)
  expect((await me(await issuer.token(subject))).body).toMatchObject({ user: anna.user })
  expect((await me(await issuer.token(randomUUID()))).body.error).toMatchObject({ code: 'NO_PROFILE' })
})

test.skipIf(ONLY_EMBEDDED).each([
  ['for another audience', (subject: string) => issuer.token(subject, { aud: 'another' })],
  ['for none', (subject: string) => issuer.token(subject, { aud: undefined } as never)],
  ['of another issuer', (subject: string) => issuer.token(subject, { iss: ISSUER })],
  [
    'that has expired',
    (subject: string) => issuer.token(subject, { exp: Math.floor(Date.now() / 1000) - 60 }),
  ],
  ['that nobody signed', async (subject: string) => issuer.unsigned(subject)],
  ['that another key signed', (subject: string) => issuer.forged(subject)],
  [
    'that says who somebody is, not that it may act',
    (subject: string) => issuer.token(subject, { token_use: 'id' }),
  ],
])(`a token %s opens nothing${where}`, async (_, make) => {
  const subject = randomUUID()
  const anna = await known('anna', subject)
  const { status } = await me(await make(subject))
  expect(status).toBe(401)
  expect((await me(anna.token)).status).toBe(200)
})

test.skipIf(ONLY_EMBEDDED)(`nobody signs up here, or in${where}`, async () => {
  const account = { handle: handleLike('anna'), name: 'Anna', password: 'correct horse battery' }
  for (const route of ['POST /v1/accounts', 'POST /v1/sessions']) {
    expect((await rawHttp(system().httpUrl, route, { body: account })).status).toBe(404)
  }
})

test.skipIf(ONLY_EMBEDDED)(
  `who deletes its account does not come back, though the issuer still knows it${where}`,
  async () => {
    const subject = randomUUID()
    const [anna, ben] = [await known('anna', subject), await known('ben')]
    expect((await ask(anna, 'DELETE /v1/me', { handle: anna.handle })).status).toBe(200)
    await eventually(async () => {
      const { body } = await ask(ben, 'POST /v1/profiles', { users: [anna.user] })
      expect(body.profiles).toEqual([{ user: anna.user, handle: '', name: '', deleted: true }])
    })
    const later = await issuer.token(subject, { auth_time: Math.floor(Date.now() / 1000) + 5 })
    await eventually(async () => expect((await me(later)).status).toBe(401))
  },
)
