import { randomBytes, scryptSync, timingSafeEqual } from 'node:crypto'

export type PasswordPolicy = {
  MinimumLength?: number
  RequireLowercase?: boolean
  RequireUppercase?: boolean
  RequireNumbers?: boolean
  RequireSymbols?: boolean
}

const SCHEME = 'scrypt'

/** cognito-local keeps passwords as they are typed; this is what it is given to keep instead. */
export function hashPassword(password: string): string {
  const salt = randomBytes(16)
  return [SCHEME, salt.toString('hex'), derive(password, salt).toString('hex')].join('$')
}

export function verifyPassword(password: string, stored: string): boolean {
  const [scheme, salt, hash] = stored.split('$')
  if (scheme !== SCHEME || !salt || !hash) return false
  return timingSafeEqual(derive(password, Buffer.from(salt, 'hex')), Buffer.from(hash, 'hex'))
}

// Weaker than a server's: a laptop signs in hundreds of people at once when scenarios run.
const derive = (password: string, salt: Buffer) => scryptSync(password, salt, 32, { N: 4096 })

/** Cognito's words for what is wrong with a password, or `undefined`. */
export function policyViolation(password: string, policy: PasswordPolicy): string | undefined {
  if (password.length < (policy.MinimumLength ?? 8)) return 'Password not long enough'
  if (policy.RequireLowercase && !/[a-z]/.test(password)) return 'Password must have lowercase characters'
  if (policy.RequireUppercase && !/[A-Z]/.test(password)) return 'Password must have uppercase characters'
  if (policy.RequireNumbers && !/\d/.test(password)) return 'Password must have numeric characters'
  if (policy.RequireSymbols && !/[^A-Za-z0-9]/.test(password)) return 'Password must have symbol characters'
  return undefined
}
