import { randomUUID } from 'node:crypto'
import { setImmediate as turn } from 'node:timers/promises'
import type { Identities, Tokens } from '../../ports.ts'

const HOUR_MS = 3_600_000
const SHORTEST_PASSWORD = 10

/** Accounts in memory; its tokens open nothing. */
export function memoryIdentities(now: () => number): Identities {
  const subjects = new Map<string, string>()
  const passwords = new Map<string, string>()
  const refreshTokens = new Map<string, string>()

  return {
    async create(handle) {
      await turn()
      if (passwords.has(handle)) return 'taken'
      const subject = subjects.get(handle) ?? randomUUID()
      subjects.set(handle, subject)
      return { subject }
    },
    async setPassword(handle, password) {
      await turn()
      if (password.length < SHORTEST_PASSWORD) return 'weak'
      passwords.set(handle, password)
      return 'set'
    },
    async signIn(handle, password) {
      await turn()
      const subject = subjects.get(handle)
      if (!subject || passwords.get(handle) !== password) return 'wrong'
      const refreshToken = `refresh-${randomUUID()}`
      refreshTokens.set(refreshToken, subject)
      return tokens(subject, refreshToken)
    },
    async refresh(refreshToken) {
      await turn()
      const subject = refreshTokens.get(refreshToken)
      return subject ? tokens(subject, refreshToken) : 'wrong'
    },
  }

  function tokens(subject: string, refreshToken: string): Tokens {
    return { subject, accessToken: `access-${randomUUID()}`, refreshToken, expiresAt: now() + HOUR_MS }
  }
}
