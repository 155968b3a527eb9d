import type { AppClient, Engine, Input, Pool, User } from './cognito-engine.ts'
import { CognitoFault, UNSUPPORTED } from './cognito-fault.ts'
import { hashPassword, policyViolation, verifyPassword } from './cognito-passwords.ts'
import { isExpired } from './cognito-tokens.ts'

type Operation = (input: Input) => Promise<Input>

/**
 * The Cognito API: cognito-local's own operations, corrected where it differs from AWS.
 * One at a time, because it reads and then writes a whole user: a sign-in under way would undo a new password.
 */
export function cognitoOperations(engine: Engine): (name: string, input: Input) => Promise<Input> {
  const corrected: Record<string, Operation> = {
    AdminCreateUser: (input) => createUser(engine, input),
    AdminSetUserPassword: (input) => setPassword(engine, input),
    AdminInitiateAuth: (input) => initiateAuth(engine, input),
    InitiateAuth: (input) => initiateAuth(engine, input),
    AdminUserGlobalSignOut: (input) => signOut(engine, input),
    ...Object.fromEntries(NOT_RUN.map((name) => [name, unsupported(name)])),
  }
  let last: Promise<unknown> = Promise.resolve()

  return (name, input) => {
    const operation = Object.hasOwn(corrected, name) ? corrected[name]! : plain(engine, name)
    const result = last.then(async () => operation(await withUsername(engine, input)))
    last = result.catch(() => {})
    return result
  }
}

// They take a password from the user's own hand, past the hashing and the policy here.
const NOT_RUN = ['SignUp', 'ConfirmForgotPassword', 'ChangePassword', 'RespondToAuthChallenge']

const unsupported = (name: string) => async () => {
  throw new CognitoFault(UNSUPPORTED, `${name} is not run locally`)
}

const plain =
  (engine: Engine, name: string): Operation =>
  (input) =>
    engine.run(name, input)

/** A pool that ignores case keeps names in lower case. */
async function withUsername(engine: Engine, input: Input): Promise<Input> {
  const { Username, UserPoolId } = input
  if (typeof Username !== 'string' || typeof UserPoolId !== 'string') return input
  return { ...input, Username: nameIn(await poolOf(engine, UserPoolId), Username) }
}

const nameIn = ({ options }: Pool, name: string) =>
  options.UsernameConfiguration?.CaseSensitive === true ? name : name.toLowerCase()

const poolOf = (engine: Engine, id: unknown) => engine.pools.getUserPool(engine.context, String(id))

async function createUser(engine: Engine, input: Input): Promise<Input> {
  const { TemporaryPassword } = input
  if (TemporaryPassword === undefined) return engine.run('AdminCreateUser', input)
  const hash = accepted(await poolOf(engine, input.UserPoolId), TemporaryPassword)
  return engine.run('AdminCreateUser', { ...input, TemporaryPassword: hash })
}

async function setPassword(engine: Engine, input: Input): Promise<Input> {
  const hash = accepted(await poolOf(engine, input.UserPoolId), input.Password)
  return engine.run('AdminSetUserPassword', { ...input, Password: hash })
}

/** The password as it is kept, if the pool's policy lets it be one. */
function accepted({ options }: Pool, password: unknown): string {
  if (typeof password !== 'string' || password.length > 256 || !/^\S(.*\S)?$/s.test(password)) {
    throw new CognitoFault('InvalidParameterException', 'Invalid password')
  }
  const violation = policyViolation(password, options.Policies?.PasswordPolicy ?? {})
  if (violation) {
    throw new CognitoFault('InvalidPasswordException', `Password did not conform with policy: ${violation}`)
  }
  return hashPassword(password)
}

async function signOut(engine: Engine, input: Input): Promise<Input> {
  const pool = await poolOf(engine, input.UserPoolId)
  const user = await pool.getUserByUsername(engine.context, String(input.Username))
  if (!user) throw new CognitoFault('UserNotFoundException', 'User does not exist.')
  await pool.saveUser(engine.context, { ...user, RefreshTokens: [] })
  return {}
}

/** A flow, the switch in the client's ExplicitAuthFlows that allows it, and which operation offers it. */
const FLOWS: Record<string, { allow: string; admin?: boolean }> = {
  ADMIN_USER_PASSWORD_AUTH: { allow: 'ALLOW_ADMIN_USER_PASSWORD_AUTH', admin: true },
  USER_PASSWORD_AUTH: { allow: 'ALLOW_USER_PASSWORD_AUTH', admin: false },
  REFRESH_TOKEN_AUTH: { allow: 'ALLOW_REFRESH_TOKEN_AUTH' },
  REFRESH_TOKEN: { allow: 'ALLOW_REFRESH_TOKEN_AUTH' },
}

const DEFAULT_FLOWS = ['ALLOW_REFRESH_TOKEN_AUTH', 'ALLOW_USER_SRP_AUTH', 'ALLOW_CUSTOM_AUTH']

/** Both operations run as InitiateAuth: the admin's own skips the new-password challenge. */
async function initiateAuth(engine: Engine, input: Input): Promise<Input> {
  const client = await clientOf(engine, input)
  const flow = allowedFlow(client, input)
  const pool = await poolOf(engine, client.UserPoolId)
  const given = (input.AuthParameters ?? {}) as Record<string, string>
  const parameters = flow.startsWith('REFRESH')
    ? await refreshParameters(engine, pool, given)
    : await passwordParameters(engine, pool, given)
  const AuthFlow = flow.startsWith('REFRESH') ? 'REFRESH_TOKEN_AUTH' : 'USER_PASSWORD_AUTH'
  const result = await engine.run('InitiateAuth', { ...input, AuthFlow, AuthParameters: parameters })
  const tokens = result.AuthenticationResult as { AccessToken: string } | undefined
  if (!tokens) return result
  return {
    ...result,
    AuthenticationResult: { ...tokens, TokenType: 'Bearer', ExpiresIn: lifetime(tokens.AccessToken) },
  }
}

async function clientOf(engine: Engine, { ClientId, UserPoolId }: Input): Promise<AppClient> {
  const client = await engine.pools.getAppClient(engine.context, String(ClientId))
  if (!client || (UserPoolId !== undefined && client.UserPoolId !== UserPoolId)) {
    throw new CognitoFault('ResourceNotFoundException', `User pool client ${ClientId} does not exist.`)
  }
  return client
}

function allowedFlow(client: AppClient, { AuthFlow, UserPoolId }: Input): string {
  const name = String(AuthFlow)
  const flow = Object.hasOwn(FLOWS, name) ? FLOWS[name] : undefined
  const misplaced = flow?.admin !== undefined && flow.admin !== (UserPoolId !== undefined)
  if (!flow || misplaced)
    throw new CognitoFault('InvalidParameterException', `${name} is not run by this operation`)
  if (!(client.ExplicitAuthFlows ?? DEFAULT_FLOWS).includes(flow.allow)) {
    throw new CognitoFault('InvalidParameterException', `${name} flow not enabled for this client`)
  }
  return name
}

async function passwordParameters(engine: Engine, pool: Pool, given: Record<string, string>) {
  const { USERNAME, PASSWORD } = given
  if (!USERNAME || !PASSWORD)
    throw new CognitoFault('InvalidParameterException', 'Missing USERNAME or PASSWORD')
  const user = await pool.getUserByUsername(engine.context, nameIn(pool, USERNAME))
  if (!user || !verifyPassword(PASSWORD, user.Password))
    throw notAuthorized('Incorrect username or password.')
  if (!user.Enabled) throw notAuthorized('User is disabled.')
  await forgetExpired(engine, pool, user)
  // cognito-local compares what it keeps, which is the hash.
  return { USERNAME: user.Username, PASSWORD: user.Password }
}

async function refreshParameters(engine: Engine, pool: Pool, { REFRESH_TOKEN = '' }: Record<string, string>) {
  const user = await pool.getUserByRefreshToken(engine.context, REFRESH_TOKEN)
  if (!user?.Enabled || isExpired(REFRESH_TOKEN)) throw notAuthorized('Invalid Refresh Token')
  return { REFRESH_TOKEN }
}

/** Without this the list of a user who signs in every day would grow for ever. */
async function forgetExpired(engine: Engine, pool: Pool, user: User): Promise<void> {
  const RefreshTokens = user.RefreshTokens.filter((token) => !isExpired(token))
  if (RefreshTokens.length < user.RefreshTokens.length)
    await pool.saveUser(engine.context, { ...user, RefreshTokens })
}

const notAuthorized = (message: string) => new CognitoFault('NotAuthorizedException', message)

function lifetime(accessToken: string): number {
  const { exp, iat } = JSON.parse(Buffer.from(accessToken.split('.')[1]!, 'base64url').toString())
  return exp - iat
}
