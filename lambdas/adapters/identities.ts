import {
  AdminCreateUserCommand,
  AdminGetUserCommand,
  AdminInitiateAuthCommand,
  type AdminInitiateAuthCommandInput,
  AdminSetUserPasswordCommand,
  type AttributeType,
  type CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider'
import type { Identities, Tokens } from '../ports.ts'

/** Accounts in a Cognito user pool whose only door is this service: nobody signs up past it. */
export function cognitoIdentities(
  client: CognitoIdentityProviderClient,
  pool: string,
  poolClient: string,
): Identities {
  return {
    async create(handle) {
      try {
        const { User } = await client.send(
          new AdminCreateUserCommand({ UserPoolId: pool, Username: handle, MessageAction: 'SUPPRESS' }),
        )
        return { subject: subjectOf(User?.Attributes) }
      } catch (error) {
        if (!named(error, 'UsernameExistsException')) throw error
        return unfinished(handle)
      }
    },

    async setPassword(handle, password) {
      try {
        await client.send(
          new AdminSetUserPasswordCommand({
            UserPoolId: pool,
            Username: handle,
            Password: password,
            Permanent: true,
          }),
        )
        return 'set'
      } catch (error) {
        if (named(error, 'InvalidPasswordException', 'InvalidParameterException')) return 'weak'
        throw error
      }
    },

    signIn: (handle, password) =>
      authenticate('ADMIN_USER_PASSWORD_AUTH', { USERNAME: handle, PASSWORD: password }),

    refresh: (refreshToken) => authenticate('REFRESH_TOKEN_AUTH', { REFRESH_TOKEN: refreshToken }),
  }

  /** An account whose sign-up died before its password was set belongs to nobody yet: it is taken up again. */
  async function unfinished(handle: string): Promise<{ subject: string } | 'taken'> {
    const user = await client.send(new AdminGetUserCommand({ UserPoolId: pool, Username: handle }))
    if (user.UserStatus !== 'FORCE_CHANGE_PASSWORD') return 'taken'
    return { subject: subjectOf(user.UserAttributes) }
  }

  async function authenticate(
    flow: NonNullable<AdminInitiateAuthCommandInput['AuthFlow']>,
    parameters: Record<string, string>,
  ): Promise<Tokens | 'wrong' | 'throttled'> {
    try {
      const { AuthenticationResult: result } = await client.send(
        new AdminInitiateAuthCommand({
          UserPoolId: pool,
          ClientId: poolClient,
          AuthFlow: flow,
          AuthParameters: parameters,
        }),
      )
      if (!result?.AccessToken) return 'wrong' // a challenge: the account has no password yet
      return {
        subject: claim(result.AccessToken, 'sub'),
        accessToken: result.AccessToken,
        // A refresh keeps the token it was made with.
        refreshToken: result.RefreshToken ?? parameters.REFRESH_TOKEN ?? '',
        expiresAt: Number(claim(result.AccessToken, 'exp')) * 1000,
      }
    } catch (error) {
      if (named(error, 'NotAuthorizedException', 'UserNotFoundException', 'PasswordResetRequiredException'))
        return 'wrong'
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
