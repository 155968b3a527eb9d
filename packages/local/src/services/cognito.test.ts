import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  AdminCreateUserCommand,
  AdminDisableUserCommand,
  AdminGetUserCommand,
  AdminInitiateAuthCommand,
  AdminSetUserPasswordCommand,
  AdminUserGlobalSignOutCommand,
  CognitoIdentityProviderClient,
  GetUserCommand,
  InitiateAuthCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose'
import { expect, onTestFinished, test } from 'vitest'
import { silent } from '../gateway/testing.ts'
import { startCognito } from './cognito.ts'

const poolProperties = {
  UsernameConfiguration: { CaseSensitive: false },
  AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
  Policies: { PasswordPolicy: { MinimumLength: 10 } },
}
const clientProperties = {
  ExplicitAuthFlows: [
    'ALLOW_ADMIN_USER_PASSWORD_AUTH',
    'ALLOW_USER_PASSWORD_AUTH',
    'ALLOW_REFRESH_TOKEN_AUTH',
  ],
  AccessTokenValidity: 60,
  RefreshTokenValidity: 525_600,
  TokenValidityUnits: { AccessToken: 'minutes', RefreshToken: 'minutes' },
}

async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'cognito-'))
  onTestFinished(() => rm(directory, { recursive: true, force: true }))
  return directory
}

async function accounts(options: { dataDir?: string; client?: object; pool?: object } = {}) {
  const dataDir = options.dataDir ?? (await temporaryDirectory())
  const cognito = await startCognito({ dataDir, log: silent })
  onTestFinished(() => cognito.stop())
  const { poolId, issuer } = await cognito.ensurePool('Pool', { ...poolProperties, ...options.pool })
  const { clientId } = await cognito.ensureClient(poolId, 'Client', {
    ...clientProperties,
    ...options.client,
  })
  return { ...cognito, dataDir, poolId, issuer, clientId, ...commands(cognito.url, poolId, clientId) }
}

function commands(url: string, UserPoolId: string, ClientId: string) {
  const sdk = new CognitoIdentityProviderClient({
    endpoint: url,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  })
  const create = (Username: string) =>
    sdk.send(new AdminCreateUserCommand({ UserPoolId, Username, MessageAction: 'SUPPRESS' }))
  const setPassword = (Username: string, Password: string) =>
    sdk.send(new AdminSetUserPasswordCommand({ UserPoolId, Username, Password, Permanent: true }))
  const getUser = (Username: string) => sdk.send(new AdminGetUserCommand({ UserPoolId, Username }))
  const signIn = (USERNAME: string, PASSWORD: string) =>
    sdk.send(
      new AdminInitiateAuthCommand({
        UserPoolId,
        ClientId,
        AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME, PASSWORD },
      }),
    )
  const signInAsUser = (USERNAME: string, PASSWORD: string) =>
    sdk.send(
      new InitiateAuthCommand({
        ClientId,
        AuthFlow: 'USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME, PASSWORD },
      }),
    )
  const refresh = (REFRESH_TOKEN: string) =>
    sdk.send(
      new AdminInitiateAuthCommand({
        UserPoolId,
        ClientId,
        AuthFlow: 'REFRESH_TOKEN_AUTH',
        AuthParameters: { REFRESH_TOKEN },
      }),
    )
  const signOut = (Username: string) => sdk.send(new AdminUserGlobalSignOutCommand({ UserPoolId, Username }))
  return { sdk, create, setPassword, getUser, signIn, signInAsUser, refresh, signOut }
}

const PASSWORD = 'correct horse battery'
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

async function signedIn(options: Parameters<typeof accounts>[0] = {}) {
  const pool = await accounts(options)
  await pool.create('ann')
  await pool.setPassword('ann', PASSWORD)
  const { AuthenticationResult } = await pool.signIn('ann', PASSWORD)
  return { ...pool, refreshToken: AuthenticationResult!.RefreshToken! }
}

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

test('a restart changes nothing: ids, issuer, accounts, tokens', async () => {
  const before = await signedIn()
  await before.stop()
  const after = await accounts({ dataDir: before.dataDir })
  expect([after.url, after.poolId, after.clientId, after.issuer]).toEqual([
    before.url,
    before.poolId,
    before.clientId,
    before.issuer,
  ])
  expect((await after.refresh(before.refreshToken)).AuthenticationResult).toBeDefined()
  expect((await after.signIn('ann', PASSWORD)).AuthenticationResult).toBeDefined()
  expect((await after.getUser('ann')).UserCreateDate).toBeInstanceOf(Date)
})

test('a template that changed changes the pool and keeps its people', async () => {
  const before = await signedIn()
  await before.stop()
  const Policies = { PasswordPolicy: { MinimumLength: 30 } }
  const after = await accounts({ dataDir: before.dataDir, pool: { Policies } })
  await expect(after.setPassword('ann', PASSWORD)).rejects.toMatchObject({ name: 'InvalidPasswordException' })
  expect((await after.signIn('ann', PASSWORD)).AuthenticationResult).toBeDefined()
})

test('when its port is taken it starts on another', async () => {
  const before = await signedIn()
  await before.stop()
  const thief = createServer().listen(Number(new URL(before.url).port), '127.0.0.1')
  await once(thief, 'listening')
  onTestFinished(() => void thief.close())
  const after = await accounts({ dataDir: before.dataDir })
  expect(after.url).not.toBe(before.url)
  expect((await after.signIn('ann', PASSWORD)).AuthenticationResult).toBeDefined()
})

test('no password is written to disk', async () => {
  const { dataDir } = await signedIn()
  const entries = await readdir(dataDir, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')))
  expect(texts.join()).toContain('"ann"')
  expect(texts.join()).not.toContain(PASSWORD)
})

test('whoever was acknowledged before a kill -9 can sign in after it', async () => {
  const dataDir = await temporaryDirectory()
  const child = fork(join(import.meta.dirname, 'testing/cognito-process.ts'), [dataDir], { stdio: 'ignore' })
  const [{ url, poolId, clientId }] = await once(child, 'message')
  const { create, setPassword } = commands(url, poolId, clientId)
  const acknowledged: string[] = []
  const signUp = async (name: string) => {
    await create(name)
    await setPassword(name, PASSWORD)
    acknowledged.push(name)
  }
  const rest = Array.from({ length: 60 }, (_, i) => signUp(`user${i}`))
  await Promise.race(rest)
  child.kill('SIGKILL')
  await Promise.all([once(child, 'exit'), Promise.allSettled(rest)])

  expect(acknowledged.length).toBeGreaterThan(0)
  const after = await accounts({ dataDir })
  for (const name of acknowledged) {
    expect((await after.signIn(name, PASSWORD)).AuthenticationResult).toBeDefined()
  }
})
