import { createRemoteJWKSet, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose'
import type { JwtAuthorizer, Log } from '../contracts.ts'

/** What the function sees as `requestContext.authorizer.jwt`. */
export type JwtIdentity = { claims: Record<string, string>; scopes: string[] | null }

export type Authorization =
  | { allowed: true; identity: JwtIdentity }
  /** One shape for every bad token: which check it failed is nobody's business. */
  | { allowed: false; status: 401; message: 'Unauthorized'; challenge: string }
  | { allowed: false; status: 403; message: 'Forbidden'; challenge: string }

const UNAUTHORIZED = {
  allowed: false,
  status: 401,
  message: 'Unauthorized',
  challenge: 'Bearer scope="" error="invalid_token"',
} as const

// The RSA family and nothing else, as on AWS: `none` and the shared-secret algorithms never pass.
const ALGORITHMS = ['RS256', 'RS384', 'RS512']
const DISCOVERY_RETRY_MS = 1000

/** Verifies the tokens of one issuer; keys are fetched on first use and kept. */
export function jwtVerifier(log: Log) {
  const keysOf = keySets()

  return async (authorizer: JwtAuthorizer, token: string | undefined): Promise<Authorization> => {
    if (token === undefined) return { ...UNAUTHORIZED, challenge: 'Bearer' }
    const claims = await verified(token, authorizer.issuer, keysOf).catch((error: unknown) => {
      if (!(error instanceof errors.JOSEError)) log.error(`JWT issuer ${authorizer.issuer} cannot be reached`)
      return undefined
    })
    if (!claims || !isFor(claims, authorizer.audience)) return UNAUTHORIZED
    const required = authorizer.scopes ?? []
    const scopes = scopesOf(claims)
    if (required.length > 0 && !required.some((scope) => scopes.includes(scope))) {
      const challenge = `Bearer scope="${required.join(' ')}" error="insufficient_scope"`
      return { allowed: false, status: 403, message: 'Forbidden', challenge }
    }
    return {
      allowed: true,
      identity: { claims: asStrings(claims), scopes: required.length > 0 ? scopes : null },
    }
  }
}

async function verified(token: string, issuer: string, keysOf: KeySets): Promise<JWTPayload | undefined> {
  const keys = await keysOf(issuer)
  const { payload } = await jwtVerify(token, keys, {
    issuer,
    algorithms: ALGORITHMS,
    requiredClaims: ['exp'],
  })
  const issuedInFuture = payload.iat !== undefined && payload.iat > Date.now() / 1000
  return issuedInFuture ? undefined : payload
}

/** `client_id` stands in for the audience only where there is none: Cognito's access tokens. */
function isFor({ aud, client_id }: JWTPayload, audience: string[]): boolean {
  const claimed = aud === undefined ? [client_id] : [aud].flat()
  return claimed.some((value) => typeof value === 'string' && audience.includes(value))
}

function scopesOf({ scope, scp }: JWTPayload): string[] {
  const claimed = scope ?? scp
  if (Array.isArray(claimed)) return claimed.map(String)
  return typeof claimed === 'string' ? claimed.split(' ').filter(Boolean) : []
}

/** Every claim reaches the function as a string, a list as `[a b]`. */
function asStrings(claims: JWTPayload): Record<string, string> {
  const text = (value: unknown) => {
    if (Array.isArray(value)) return `[${value.join(' ')}]`
    return typeof value === 'object' ? JSON.stringify(value) : String(value)
  }
  return Object.fromEntries(Object.entries(claims).map(([name, value]) => [name, text(value)]))
}

type KeySets = (issuer: string) => Promise<JWTVerifyGetKey>

/**
 * Each issuer's keys, by OpenID discovery. An unknown key id refetches at most every 30 s, and an
 * issuer that cannot be reached is asked again at most once a second, however many tokens come in.
 */
function keySets(): KeySets {
  const known = new Map<string, Promise<JWTVerifyGetKey>>()
  return (issuer) => {
    const found = known.get(issuer) ?? discover(issuer)
    if (!known.has(issuer)) {
      known.set(issuer, found)
      found.catch(() => setTimeout(() => known.delete(issuer), DISCOVERY_RETRY_MS).unref())
    }
    return found
  }
}

async function discover(issuer: string): Promise<JWTVerifyGetKey> {
  const response = await fetch(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, {
    signal: AbortSignal.timeout(5000),
  })
  if (!response.ok) throw new Error(`discovery answered ${response.status}`)
  const { jwks_uri } = (await response.json()) as { jwks_uri: string }
  return createRemoteJWKSet(new URL(jwks_uri))
}
