import { randomBytes, randomUUID } from 'node:crypto'
import { SignJWT } from 'jose'
import type { SigningKey } from './cognito-keys.ts'

type Unit = 'seconds' | 'minutes' | 'hours' | 'days'

export type TokenUser = { Username: string; Attributes: { Name: string; Value?: string }[] }

export type TokenClient = {
  ClientId: string
  UserPoolId: string
  AccessTokenValidity?: number
  IdTokenValidity?: number
  RefreshTokenValidity?: number
  TokenValidityUnits?: { AccessToken?: Unit; IdToken?: Unit; RefreshToken?: Unit }
}

const SECONDS: Record<Unit, number> = { seconds: 1, minutes: 60, hours: 3600, days: 86_400 }

const HOUR = 3600
const THIRTY_DAYS = 30 * 86_400

/** Makes tokens as Cognito does, in the shape that cognito-local's token generator has. */
export function tokenGenerator(issuerDomain: string, key: SigningKey) {
  const sign = (claims: Record<string, unknown>, client: TokenClient, seconds: number) => {
    const issuedAt = Math.floor(Date.now() / 1000)
    return new SignJWT({ ...claims, auth_time: issuedAt })
      .setProtectedHeader({ alg: 'RS256', kid: key.kid })
      .setIssuer(`${issuerDomain}/${client.UserPoolId}`)
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + seconds)
      .setJti(randomUUID())
      .sign(key.privateKey)
  }

  const generate = async (_context: unknown, user: TokenUser, groups: string[], client: TokenClient) => {
    const attributes = Object.fromEntries(user.Attributes.map(({ Name, Value }) => [Name, Value]))
    const membership = groups.length > 0 && { 'cognito:groups': groups }
    const access = {
      sub: attributes.sub,
      client_id: client.ClientId,
      username: user.Username,
      token_use: 'access',
      scope: 'aws.cognito.signin.user.admin',
      ...membership,
    }
    const id = {
      ...attributes,
      aud: client.ClientId,
      'cognito:username': user.Username,
      token_use: 'id',
      ...membership,
    }
    const { AccessTokenValidity, IdTokenValidity, RefreshTokenValidity, TokenValidityUnits: units } = client
    return {
      AccessToken: await sign(access, client, span(AccessTokenValidity, units?.AccessToken ?? 'hours', HOUR)),
      IdToken: await sign(id, client, span(IdTokenValidity, units?.IdToken ?? 'hours', HOUR)),
      RefreshToken: refreshToken(span(RefreshTokenValidity, units?.RefreshToken ?? 'days', THIRTY_DAYS)),
    }
  }
  return { generate }
}

const span = (value: number | undefined, unit: Unit, fallback: number) =>
  value === undefined ? fallback : value * SECONDS[unit]

// Opaque to clients, and good only while it is in its user's list: the time in it cannot be forged.
const refreshToken = (seconds: number) =>
  `${Date.now() + seconds * 1000}.${randomBytes(48).toString('base64url')}`

export const isExpired = (token: string) => !(Number.parseInt(token, 10) > Date.now())
