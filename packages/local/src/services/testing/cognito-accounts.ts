import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  AdminCreateUserCommand,
  AdminGetUserCommand,
  AdminInitiateAuthCommand,
  AdminSetUserPasswordCommand,
  AdminUserGlobalSignOutCommand,
  CognitoIdentityProviderClient,
  InitiateAuthCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import { onTestFinished } from 'vitest'
import { silent } from '../../gateway/testing.ts'
import { startCognito } from '../cognito.ts'

export const poolProperties = {
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

export async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'cognito-'))
  onTestFinished(() => rm(directory, { recursive: true, force: true }))
  return directory
}

export async function accounts(options: { dataDir?: string; client?: object; pool?: object } = {}) {
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

export function commands(url: string, UserPoolId: string, ClientId: string) {
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

export const PASSWORD = 'correct horse battery'

export async function signedIn(options: Parameters<typeof accounts>[0] = {}) {
  const pool = await accounts(options)
  await pool.create('ann')
  await pool.setPassword('ann', PASSWORD)
  const { AuthenticationResult } = await pool.signIn('ann', PASSWORD)
  return { ...pool, refreshToken: AuthenticationResult!.RefreshToken! }
}
