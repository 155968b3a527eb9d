import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { type CryptoKey, calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose'

export type SigningKey = { kid: string; privateKey: CryptoKey; publicJwk: JWK }

/**
 * This installation's own key, made once. cognito-local signs with a key that is published
 * in its package: anybody could write tokens that the authorizer accepts.
 */
export async function signingKey(path: string): Promise<SigningKey> {
  const jwk = (await stored(path)) ?? (await create(path))
  const { kty, n, e } = jwk as Required<Pick<JWK, 'kty' | 'n' | 'e'>>
  const kid = await calculateJwkThumbprint({ kty, n, e })
  const privateKey = (await importJWK(jwk, 'RS256')) as CryptoKey
  return { kid, privateKey, publicJwk: { kty, n, e, kid, alg: 'RS256', use: 'sig' } }
}

async function stored(path: string): Promise<JWK | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as JWK
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

async function create(path: string): Promise<JWK> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true })
  const jwk = await exportJWK(privateKey)
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, JSON.stringify(jwk), { mode: 0o600, flush: true })
  return jwk
}
