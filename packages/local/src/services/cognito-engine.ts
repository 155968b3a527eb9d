import { createRequire } from 'node:module'
import { join } from 'node:path'
import { CognitoFault, UNSUPPORTED } from './cognito-fault.ts'
import type { PasswordPolicy } from './cognito-passwords.ts'
import { CognitoStore } from './cognito-store.ts'
import type { TokenClient, tokenGenerator } from './cognito-tokens.ts'

export type Input = Record<string, unknown>

export type User = {
  Username: string
  Password: string
  Enabled: boolean
  Attributes: { Name: string; Value?: string }[]
  RefreshTokens: string[]
}

export type PoolOptions = {
  Id: string
  Policies?: { PasswordPolicy?: PasswordPolicy }
  UsernameConfiguration?: { CaseSensitive?: boolean }
  AdminCreateUserConfig?: { AllowAdminCreateUserOnly?: boolean }
}

export type AppClient = TokenClient & {
  ClientName?: string
  ExplicitAuthFlows?: string[]
  CreationDate: Date
  LastModifiedDate: Date
}

export type Pool = {
  options: PoolOptions
  getUserByUsername(context: object, username: string): Promise<User | null>
  getUserByRefreshToken(context: object, token: string): Promise<User | null>
  saveUser(context: object, user: User): Promise<void>
  saveAppClient(context: object, client: AppClient): Promise<void>
  updateOptions(context: object, options: PoolOptions): Promise<void>
}

/** The parts of cognito-local that are used, as they are typed here and nowhere else. */
export type Engine = {
  context: object
  pools: {
    getUserPool(context: object, id: string): Promise<Pool>
    getAppClient(context: object, id: string): Promise<AppClient | null>
    listUserPools(context: object): Promise<PoolOptions[]>
    createUserPool(context: object, options: PoolOptions): Promise<PoolOptions>
  }
  /** Runs an operation of the Cognito API as cognito-local knows it. */
  run(operation: string, input: Input): Promise<Input>
}

const quiet = { debug() {}, info() {}, warn() {}, error() {}, child: () => quiet }

/**
 * Puts cognito-local's services together without its server: that one takes its settings from the
 * environment, loads a whole AWS SDK for Lambda triggers, and answers discovery with a fixed port.
 */
export async function startEngine(
  dataDir: string,
  tokens: ReturnType<typeof tokenGenerator>,
): Promise<Engine> {
  const require = createRequire(import.meta.url)
  const { CognitoServiceFactoryImpl } = require('cognito-local/lib/services/cognitoService.js')
  const { UserPoolServiceFactoryImpl } = require('cognito-local/lib/services/userPoolService.js')
  const { Router } = require('cognito-local/lib/server/Router.js')
  const { otp } = require('cognito-local/lib/services/otp.js')

  const context = { logger: quiet }
  const clock = { get: () => new Date() }
  const stores = {
    create: (_context: object, id: string, defaults: object) =>
      CognitoStore.open(join(dataDir, `${id}.json`), defaults),
  }
  const userPools = new UserPoolServiceFactoryImpl(clock, stores)
  const pools = await new CognitoServiceFactoryImpl(dataDir, stores, userPools).create(context, {})
  const router = Router({
    clock,
    otp,
    cognito: pools,
    config: {},
    tokenGenerator: tokens,
    triggers: { enabled: () => false },
    messages: { deliver: async () => {} },
  })
  const run = async (operation: string, input: Input) => {
    try {
      return await router(operation)(context, input)
    } catch (error) {
      const isUnknown = error instanceof Error && error.constructor.name === 'UnsupportedError'
      throw isUnknown ? new CognitoFault(UNSUPPORTED, `${operation} is not run locally`) : error
    }
  }
  return { context, pools, run }
}
