import { createServer } from 'node:http'
import { type CryptoKey, exportJWK, generateKeyPair, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import type { JwtAuthorizer } from '../contracts.ts'
import { startHttpApi } from './http-api.ts'
import { listen, shut } from './listener.ts'
import { type GatewayEvent, invokeOf, silent } from './testing.ts'

let ours: { privateKey: CryptoKey; publicKey: CryptoKey }
let theirs: typeof ours
beforeAll(async () => {
  ;[ours, theirs] = await Promise.all([generateKeyPair('RS256'), generateKeyPair('RS256')])
})

/** An issuer that counts how often it is asked; it is unreachable until `up()`. */
async function issuerServer() {
  const calls = { discovery: 0, keys: 0 }
  let reachable = true
  const jwk = { ...(await exportJWK(ours.publicKey)), kid: 'k1', alg: 'RS256', use: 'sig' }
  const server = createServer((request, response) => {
    const origin = `http://${request.headers.host}`
    if (!reachable) return response.writeHead(503).end()
    if (request.url?.endsWith('/.well-known/openid-configuration')) {
      calls.discovery++
      return response.end(JSON.stringify({ issuer: `${origin}/pool`, jwks_uri: `${origin}/keys` }))
    }
    calls.keys++
    response.end(JSON.stringify({ keys: [jwk] }))
  })
  const host = await listen(server, 0)
  onTestFinished(() => shut(server))
  const reach = (yes: boolean) => {
    reachable = yes
  }
  return { issuer: `http://${host}/pool`, calls, reach }
}

async function guardedApi(extra: Partial<JwtAuthorizer> = {}) {
  const { issuer, calls, reach } = await issuerServer()
  const authorizer = {
    issuer,
    audience: ['app'],
    identitySource: ['$request.header.Authorization'],
    ...extra,
  }
  const whoami = (event: GatewayEvent) => ({
    statusCode: 200,
    body: JSON.stringify(event.requestContext.authorizer),
  })
  const api = await startHttpApi({
    apiId: 'http1',
    stage: '$default',
    region: 'eu-west-1',
    accountId: '000000000000',
    port: 0,
    routes: [{ routeKey: 'GET /me', invoke: invokeOf(whoami), authorizer }],
    log: silent,
  })
  onTestFinished(() => api.stop())
  const call = (token?: string, path = '/me') =>
    fetch(api.url + path, { headers: token === undefined ? {} : { authorization: token } })
  return { issuer, calls, reach, call }
}

const now = () => Math.floor(Date.now() / 1000)

const sign = (claims: JWTPayload, key = ours.privateKey, kid = 'k1') =>
  new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid }).sign(key)

const good = (issuer: string): JWTPayload => ({
  iss: issuer,
  client_id: 'app',
  sub: 'u1',
  iat: now(),
  exp: now() + 60,
})

test('the claims of a good token reach the function, all as strings', async () => {
  const { issuer, call } = await guardedApi()
  const claims = { ...good(issuer), 'cognito:groups': ['a', 'b'], token_use: 'access', verified: true }
  const response = await call(`Bearer ${await sign(claims)}`)
  expect(await response.json()).toEqual({
    jwt: {
      claims: {
        iss: issuer,
        client_id: 'app',
        sub: 'u1',
        iat: String(claims.iat),
        exp: String(claims.exp),
        'cognito:groups': '[a b]',
        token_use: 'access',
        verified: 'true',
      },
      scopes: null,
    },
  })
})

test.each([
  ['with the scheme in lower case', (token: string) => `bearer ${token}`],
  ['without a scheme', (token: string) => token],
])('a good token %s passes', async (_name, write) => {
  const { issuer, call } = await guardedApi()
  expect((await call(write(await sign(good(issuer))))).status).toBe(200)
})

const without = (claims: JWTPayload, name: string) => ({ ...claims, [name]: undefined })

test.each<[string, (claims: JWTPayload) => string | Promise<string>]>([
  ['expired', (claims) => sign({ ...claims, exp: now() - 1 })],
  ['without an expiry', (claims) => sign(without(claims, 'exp'))],
  ['not yet valid', (claims) => sign({ ...claims, nbf: now() + 60 })],
  ['issued in the future', (claims) => sign({ ...claims, iat: now() + 60 })],
  ['of another client', (claims) => sign({ ...claims, client_id: 'other' })],
  ['for another audience, though its client is ours', (claims) => sign({ ...claims, aud: 'other' })],
  ['for no audience at all', (claims) => sign(without(claims, 'client_id'))],
  ['of another issuer', (claims) => sign({ ...claims, iss: 'http://evil.example/pool' })],
  ['of an issuer that only looks alike', (claims) => sign({ ...claims, iss: `${claims.iss}/` })],
  ['signed by another key', (claims) => sign(claims, theirs.privateKey)],
  ['of an unknown key id', (claims) => sign(claims, theirs.privateKey, 'k2')],
  ['unsigned (alg none)', (claims) => new UnsecuredJWT(claims).encode()],
  ['signed with the public key as a secret', (claims) => confused(claims)],
  ['tampered', async (claims) => tamper(await sign(claims))],
  ['garbage', () => 'garbage'],
  ['three empty parts', () => '..'],
  ['empty', () => ''],
])('a token that is %s is refused like any other', async (_name, make) => {
  const { issuer, call } = await guardedApi()
  const response = await call(`Bearer ${await make(good(issuer))}`)
  expect(response.status).toBe(401)
  expect(await response.text()).toBe('{"message":"Unauthorized"}')
  expect(response.headers.get('www-authenticate')).toBe('Bearer scope="" error="invalid_token"')
})

async function confused(claims: JWTPayload): Promise<string> {
  const secret = new TextEncoder().encode(JSON.stringify(await exportJWK(ours.publicKey)))
  return new SignJWT(claims).setProtectedHeader({ alg: 'HS256', kid: 'k1' }).sign(secret)
}

function tamper(token: string): string {
  const [header, payload = '', signature] = token.split('.')
  const claims = { ...JSON.parse(Buffer.from(payload, 'base64url').toString()), sub: 'u2' }
  return [header, Buffer.from(JSON.stringify(claims)).toString('base64url'), signature].join('.')
}

test('no token at all is 401 with a bare challenge', async () => {
  const { call } = await guardedApi()
  const response = await call()
  expect([response.status, await response.json()]).toEqual([401, { message: 'Unauthorized' }])
  expect(response.headers.get('www-authenticate')).toBe('Bearer')
})

test('an audience claim is checked against the list', async () => {
  const { issuer, call } = await guardedApi({ audience: ['web', 'app'] })
  expect((await call(await sign({ ...good(issuer), aud: ['x', 'web'], client_id: undefined }))).status).toBe(
    200,
  )
})

test('one of the scopes of the route is enough, none is 403', async () => {
  const { issuer, call } = await guardedApi({ scopes: ['chat.write', 'chat.admin'] })
  const ok = await call(await sign({ ...good(issuer), scope: 'openid chat.admin' }))
  expect(await ok.json()).toMatchObject({ jwt: { scopes: ['openid', 'chat.admin'] } })
  expect((await call(await sign({ ...good(issuer), scp: ['chat.write'] }))).status).toBe(200)
  const refused = await call(await sign({ ...good(issuer), scope: 'chat.writer' }))
  expect([refused.status, await refused.json()]).toEqual([403, { message: 'Forbidden' }])
})

test('a token may come in the query string if the authorizer says so', async () => {
  const { issuer, call } = await guardedApi({ identitySource: ['$request.querystring.token'] })
  expect((await call(undefined, `/me?token=${await sign(good(issuer))}`)).status).toBe(200)
  expect((await call(await sign(good(issuer)))).status).toBe(401)
})

test('keys are fetched once, and unknown key ids do not hammer the issuer', async () => {
  const { issuer, calls, call } = await guardedApi()
  const unknown = await sign(good(issuer), theirs.privateKey, 'k2')
  await call(await sign(good(issuer)))
  for (let i = 0; i < 5; i++) await call(unknown)
  await call(await sign(good(issuer)))
  expect(calls).toEqual({ discovery: 1, keys: 1 })
})

test('an issuer that was away is asked again', async () => {
  const { issuer, reach, call } = await guardedApi()
  const token = await sign(good(issuer))
  reach(false)
  expect((await call(token)).status).toBe(401)
  reach(true)
  await expect.poll(async () => (await call(token)).status, { timeout: 10_000, interval: 200 }).toBe(200)
})
