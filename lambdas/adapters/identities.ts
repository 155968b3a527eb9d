import {
  AdminCreateUserCommand,
  AdminDeleteUserCommand,
  AdminGetUserCommand,
  AdminInitiateAuthCommand,
  type AdminInitiateAuthCommandInput,
  AdminSetUserPasswordCommand,
  AdminUserGlobalSignOutCommand,
  type AttributeType,
  type CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider'
import type { Identities, Tokens } from '../ports.ts'

type Flow = NonNullable<AdminInitiateAuthCommandInput['AuthFlow']>

const WRONG = ['NotAuthorizedException', 'UserNotFoundException', 'PasswordResetRequiredException']

/** Accounts in a Cognito user pool whose only door is this service: nobody signs up past it. */
export function cognitoIdentities(
  client: CognitoIdentityProviderClient,
  pool: string,
  poolClient: string,
): Identities {
  return {
    async create(handle, password) {
      try {
        const { User } = await client.send(
          new AdminCreateUserCommand({
            UserPoolId: pool,
            Username: handle,
            TemporaryPassword: password,
            MessageAction: 'SUPPRESS',
          }),
        )
        return { subject: subjectOf(User?.Attributes) }
      } catch (error) {
        if (named(error, 'InvalidPasswordException', 'InvalidParameterException')) return 'weak'
        if (named(error, 'UsernameExistsException')) return existing(handle, password)
        throw error
      }
    },

    complete: setPassword,

    signIn: (handle, password) =>
      authenticate('ADMIN_USER_PASSWORD_AUTH', { USERNAME: handle, PASSWORD: password }),

    async changePassword(handle, password, newPassword) {
      const signIn = (by: string) =>
        authenticate('ADMIN_USER_PASSWORD_AUTH', { USERNAME: handle, PASSWORD: by })
      const held = await signIn(password)
      const result = held === 'wrong' ? await signIn(newPassword) : held
      if (typeof result === 'string') return result
      try {
        await setPassword(handle, newPassword)
      } catch (error) {
        if (named(error, 'InvalidPasswordException', 'InvalidParameterException')) return 'weak'
        throw error
      }
      await client.send(new AdminUserGlobalSignOutCommand({ UserPoolId: pool, Username: handle }))
      return 'changed'
    },

    async remove(handle) {
      try {
        await client.send(new AdminDeleteUserCommand({ UserPoolId: pool, Username: handle }))
      } catch (error) {
        if (!named(error, 'UserNotFoundException')) throw error
      }
    },

    refresh: (refreshToken) => authenticate('REFRESH_TOKEN_AUTH', { REFRESH_TOKEN: refreshToken }),
  }

  async function setPassword(handle: string, password: string): Promise<void> {
    await client.send(
      new AdminSetUserPasswordCommand({
        UserPoolId: pool,
        Username: handle,
        Password: password,
        Permanent: true,
      }),
    )
  }

  /** Who knows the password of an account, finished or not, is the one who began it. */
  async function existing(handle: string, password: string): Promise<{ subject: string } | 'taken'> {
    try {
      await initiate('ADMIN_USER_PASSWORD_AUTH', { USERNAME: handle, PASSWORD: password })
    } catch (error) {
      if (named(error, ...WRONG)) return 'taken'
      throw error
    }
    const user = await client.send(new AdminGetUserCommand({ UserPoolId: pool, Username: handle }))
    return { subject: subjectOf(user.UserAttributes) }
  }

  async function initiate(flow: Flow, parameters: Record<string, string>) {
    const result = await client.send(
      new AdminInitiateAuthCommand({
        UserPoolId: pool,
        ClientId: poolClient,
        AuthFlow: flow,
        AuthParameters: parameters,
      }),
    )
    return result.AuthenticationResult
  }

  async function authenticate(
    flow: Flow,
    parameters: Record<string, string>,
  ): Promise<Tokens | 'wrong' | 'throttled'> {
    try {
      const result = await initiate(flow, parameters)
      if (!result?.AccessToken) return 'wrong' // a challenge: the sign-up was never completed
      return {
        subject: claim(result.AccessToken, 'sub'),
        accessToken: result.AccessToken,
        // A refresh keeps the token it was made with.
        refreshToken: result.RefreshToken ?? parameters.REFRESH_TOKEN ?? '',
        expiresAt: Number(claim(result.AccessToken, 'exp')) * 1000,
      }
    } catch (error) {
      if (named(error, ...WRONG)) return 'wrong'
      if (named(error, 'TooManyRequestsException', 'LimitExceededException')) return 'throttled'
      throw error
    }
  }
}

function named(error: unknown, ...names: string[]): boolean {
  return error instanceof Error && names.includes(error.name)
}

function subjectOf(attributes: AttributeType[] | undefined): string {
  const subject = attributes?.find((attribute) => attribute.Name === 'sub')?.Value
  if (!subject) throw new Error('The user pool returned a user without a subject.')
  return subject
}

/** Reads a claim of a token that came straight from the pool: there is nobody in between to distrust. */
function claim(token: string, name: string): string {
  const payload = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Record<
    string,
    unknown
  >
  const value = payload[name]
  if (value === undefined) throw new Error(`The user pool issued a token without ${name}.`)
  return String(value)
}
