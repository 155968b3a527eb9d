import { expect, onTestFinished, test } from 'vitest'
import { startHttpApi } from '../gateway/http-api.ts'
import { invokeOf, silent } from '../gateway/testing.ts'
import { PASSWORD, signedIn } from './testing/cognito-accounts.ts'

test("a pool's access tokens and id tokens open an HTTP API, another pool's do not", async () => {
  const [ours, theirs] = [await signedIn(), await signedIn()]
  const authorizer = {
    issuer: ours.issuer,
    audience: [ours.clientId],
    identitySource: ['$request.header.Authorization'],
  }
  const invoke = invokeOf((event) => ({
    statusCode: 200,
    body: JSON.stringify(event.requestContext.authorizer),
  }))
  const api = await startHttpApi({
    apiId: 'http1',
    stage: '$default',
    region: 'eu-west-1',
    accountId: '000000000000',
    port: 0,
    routes: [{ routeKey: 'GET /me', invoke, authorizer }],
    log: silent,
  })
  onTestFinished(() => api.stop())
  const call = (token?: string) => fetch(`${api.url}/me`, { headers: { authorization: `Bearer ${token}` } })

  const { AuthenticationResult: tokens } = await ours.signIn('ann', PASSWORD)
  const me = await call(tokens!.AccessToken)
  expect(await me.json()).toMatchObject({ jwt: { claims: { username: 'ann', token_use: 'access' } } })
  expect((await call(tokens!.IdToken)).status).toBe(200)
  expect((await call(tokens!.RefreshToken)).status).toBe(401)
  const { AuthenticationResult: foreign } = await theirs.signIn('ann', PASSWORD)
  expect((await call(foreign!.AccessToken)).status).toBe(401)
})
