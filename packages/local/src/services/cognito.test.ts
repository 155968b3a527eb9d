import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  AdminCreateUserCommand,
  AdminDisableUserCommand,
  AdminInitiateAuthCommand,
  GetUserCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose'
import { expect, test } from 'vitest'
import { accounts, PASSWORD, poolProperties, signedIn } from './testing/cognito-accounts.ts'

const wrong = { name: 'NotAuthorizedException', message: 'Incorrect username or password.' }

test('a person is created, given a password, and signs in', async () => {
  const { create, setPassword, getUser, signIn, issuer, clientId } = await accounts()
  const { User } = await create('ann')
  expect(User).toMatchObject({ Username: 'ann', Enabled: true, UserStatus: 'FORCE_CHANGE_PASSWORD' })
  expect(Math.abs(User!.UserCreateDate!.getTime() - Date.now())).toBeLessThan(60_000)
  const sub = User!.Attributes!.find(({ Name }) => Name === 'sub')!.Value
  await setPassword('ann', PASSWORD)
  expect(await getUser('ann')).toMatchObject({ Username: 'ann', UserStatus: 'CONFIRMED' })

  const { AuthenticationResult: tokens } = await signIn('ann', PASSWORD)
  expect(tokens).toMatchObject({ TokenType: 'Bearer', ExpiresIn: 3600, RefreshToken: expect.any(String) })
  expect(decodeJwt(tokens!.AccessToken!)).toMatchObject({
    iss: issuer,
    sub,
    client_id: clientId,
    username: 'ann',
    token_use: 'access',
  })
  expect(decodeJwt(tokens!.AccessToken!)).not.toHaveProperty('aud')
  expect(decodeJwt(tokens!.IdToken!)).toMatchObject({ iss: issuer, sub, aud: clientId, token_use: 'id' })
})

test("tokens verify by the issuer's own discovery", async () => {
  const { create, setPassword, signInAsUser, issuer } = await accounts()
  await create('ann')
  await setPassword('ann', PASSWORD)
  const { AuthenticationResult: tokens } = await signInAsUser('ann', PASSWORD)
  const discovery = await (await fetch(`${issuer}/.well-known/openid-configuration`)).json()
  expect(discovery).toMatchObject({ issuer })
  const keys = createRemoteJWKSet(new URL((discovery as { jwks_uri: string }).jwks_uri))
  const { payload } = await jwtVerify(tokens!.AccessToken!, keys, { issuer })
  expect(payload.username).toBe('ann')
})

test('each installation has a signing key of its own', async () => {
  const keyOf = async ({ issuer }: { issuer: string }) =>
    JSON.stringify(await (await fetch(`${issuer}/.well-known/jwks.json`)).json())
  const [one, two] = [await accounts(), await accounts()]
  expect(await keyOf(one)).not.toBe(await keyOf(two))
})

test('a wrong password and an unknown name are refused alike', async () => {
  const { create, setPassword, signIn, signInAsUser } = await accounts()
  await create('ann')
  await setPassword('ann', PASSWORD)
  for (const attempt of [signIn, signInAsUser]) {
    await expect(attempt('ann', 'wrong horse battery')).rejects.toMatchObject(wrong)
    await expect(attempt('bob', PASSWORD)).rejects.toMatchObject(wrong)
  }
})

test('a name is taken once, in whatever case, even by two sign-ups at the same time', async () => {
  const { create, setPassword, signIn, getUser } = await accounts()
  const results = await Promise.allSettled(['ann', 'Ann', 'ANN', 'ann'].map(create))
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  await expect(create('ann')).rejects.toMatchObject({ name: 'UsernameExistsException' })
  await setPassword('aNN', PASSWORD)
  expect((await signIn('anN', PASSWORD)).AuthenticationResult).toBeDefined()
  expect((await getUser('ANN')).Username).toBe('ann')
})

test.each(['__proto__', 'constructor', 'toString'])('a person may be called %s', async (name) => {
  const { create, getUser, setPassword, signIn } = await accounts({
    pool: { UsernameConfiguration: { CaseSensitive: true } },
  })
  await expect(getUser(name)).rejects.toMatchObject({ name: 'UserNotFoundException' })
  await create(name)
  await setPassword(name, PASSWORD)
  expect((await signIn(name, PASSWORD)).AuthenticationResult).toBeDefined()
})

test('before the password is set there is no way in', async () => {
  const { create, signIn, sdk, poolId } = await accounts()
  await create('ann')
  await expect(signIn('ann', PASSWORD)).rejects.toMatchObject(wrong)
  await sdk.send(
    new AdminCreateUserCommand({
      UserPoolId: poolId,
      Username: 'bob',
      TemporaryPassword: PASSWORD,
      MessageAction: 'SUPPRESS',
    }),
  )
  expect(await signIn('bob', PASSWORD)).toMatchObject({ ChallengeName: 'NEW_PASSWORD_REQUIRED' })
  await expect(signIn('bob', 'something else')).rejects.toMatchObject(wrong)
})

test.each([
  ['too short', 'short', {}, 'InvalidPasswordException'],
  ['of spaces', '          ', {}, 'InvalidParameterException'],
  ['too long', 'x'.repeat(257), {}, 'InvalidParameterException'],
  [
    'without a digit where one is needed',
    'abcdefghijk',
    { RequireNumbers: true },
    'InvalidPasswordException',
  ],
  [
    'without a symbol where one is needed',
    'abcdefghijk',
    { RequireSymbols: true },
    'InvalidPasswordException',
  ],
  [
    'without a capital where one is needed',
    'abcdefghijk',
    { RequireUppercase: true },
    'InvalidPasswordException',
  ],
  [
    'without a small letter where one is needed',
    'ABCDEFGHIJK',
    { RequireLowercase: true },
    'InvalidPasswordException',
  ],
])('a password %s is refused', async (_name, password, policy, code) => {
  const PasswordPolicy = { MinimumLength: 10, ...policy }
  const { create, setPassword } = await accounts({ pool: { Policies: { PasswordPolicy } } })
  await create('ann')
  await expect(setPassword('ann', password)).rejects.toMatchObject({ name: code })
})

test('a refresh token buys new access tokens and stays the same', async () => {
  const { refresh, refreshToken } = await signedIn()
  const { AuthenticationResult: tokens } = await refresh(refreshToken)
  expect(decodeJwt(tokens!.AccessToken!)).toMatchObject({ username: 'ann', token_use: 'access' })
  expect(tokens).toMatchObject({ TokenType: 'Bearer', ExpiresIn: 3600 })
  expect(tokens!.RefreshToken).toBeUndefined()
  expect((await refresh(refreshToken)).AuthenticationResult).toBeDefined()
})

test('a refresh token that is made up, altered or expired is refused', async () => {
  const { refresh, refreshToken } = await signedIn()
  const [, secret] = refreshToken.split('.')
  const invalid = { name: 'NotAuthorizedException', message: 'Invalid Refresh Token' }
  await expect(refresh('made-up')).rejects.toMatchObject(invalid)
  await expect(refresh(`${Date.now() + 1e9}.${secret}`)).rejects.toMatchObject(invalid)
  const brief = await signedIn({ client: { RefreshTokenValidity: 0 } })
  await expect(brief.refresh(brief.refreshToken)).rejects.toMatchObject(invalid)
})

test('signing out everywhere ends every refresh token', async () => {
  const { signIn, signOut, refresh, refreshToken } = await signedIn()
  const second = (await signIn('ann', PASSWORD)).AuthenticationResult!.RefreshToken!
  await signOut('ann')
  for (const token of [refreshToken, second]) {
    await expect(refresh(token)).rejects.toMatchObject({ name: 'NotAuthorizedException' })
  }
  expect((await signIn('ann', PASSWORD)).AuthenticationResult).toBeDefined()
  await expect(signOut('nobody')).rejects.toMatchObject({ name: 'UserNotFoundException' })
})

test('a sign-in under way does not undo a new password', async () => {
  const { signIn, setPassword } = await signedIn()
  const attempts = Array.from({ length: 20 }, () => signIn('ann', PASSWORD))
  await setPassword('ann', 'another horse battery')
  await Promise.allSettled(attempts)
  expect((await signIn('ann', 'another horse battery')).AuthenticationResult).toBeDefined()
})

test('whoever is disabled gets no token of either kind', async () => {
  const { signIn, refresh, refreshToken, sdk, poolId } = await signedIn()
  await sdk.send(new AdminDisableUserCommand({ UserPoolId: poolId, Username: 'ann' }))
  await expect(signIn('ann', PASSWORD)).rejects.toMatchObject({ message: 'User is disabled.' })
  await expect(refresh(refreshToken)).rejects.toMatchObject({ name: 'NotAuthorizedException' })
})

test('expired refresh tokens do not pile up', async () => {
  const { signIn, dataDir, poolId } = await signedIn({ client: { RefreshTokenValidity: 0 } })
  for (let i = 0; i < 3; i++) await signIn('ann', PASSWORD)
  const pool = JSON.parse(await readFile(join(dataDir, `cognito/pools/${poolId}.json`), 'utf8'))
  expect(pool.Users.ann.RefreshTokens).toHaveLength(1)
})

test('a flow that the client does not allow is refused', async () => {
  const { signInAsUser } = await accounts({
    client: { ExplicitAuthFlows: ['ALLOW_ADMIN_USER_PASSWORD_AUTH'] },
  })
  await expect(signInAsUser('ann', PASSWORD)).rejects.toMatchObject({
    name: 'InvalidParameterException',
    message: 'USER_PASSWORD_AUTH flow not enabled for this client',
  })
})

test('a client of another pool is not known', async () => {
  const { ensurePool, sdk, clientId } = await accounts()
  const other = await ensurePool('Other', poolProperties)
  await expect(
    sdk.send(
      new AdminInitiateAuthCommand({
        UserPoolId: other.poolId,
        ClientId: clientId,
        AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: 'ann', PASSWORD },
      }),
    ),
  ).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
})

test('what is not run is refused by name', async () => {
  const { sdk, clientId } = await accounts()
  await expect(
    sdk.send(new SignUpCommand({ ClientId: clientId, Username: 'a', Password: PASSWORD })),
  ).rejects.toThrow('SignUp is not run locally')
})

test('an access token tells who it is', async () => {
  const { sdk, signIn } = await signedIn()
  const { AuthenticationResult: tokens } = await signIn('ann', PASSWORD)
  expect((await sdk.send(new GetUserCommand({ AccessToken: tokens!.AccessToken! }))).Username).toBe('ann')
})
