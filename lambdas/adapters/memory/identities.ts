import { randomUUID } from 'node:crypto'
import { setImmediate as turn } from 'node:timers/promises'
import type { Identities, Tokens } from '../../ports.ts'

const HOUR_MS = 3_600_000
const SHORTEST_PASSWORD = 10

/** Accounts in memory; its tokens open nothing. */
export function memoryIdentities(now: () => number): Identities {
  const accounts = new Map<string, { subject: string; password: string; complete: boolean }>()
  const refreshTokens = new Map<string, string>()

  return {
    async create(handle, password) {
      await turn()
      if (password.length < SHORTEST_PASSWORD) return 'weak'
      const account = accounts.get(handle) ?? { subject: randomUUID(), password, complete: false }
      if (account.password !== password) return 'taken'
      accounts.set(handle, account)
      return { subject: account.subject }
    },
    async complete(handle, password) {
      await turn()
      const account = accounts.get(handle)
      if (account) accounts.set(handle, { ...account, password, complete: true })
    },
    async signIn(handle, password) {
      await turn()
      const account = accounts.get(handle)
      if (!account?.complete || account.password !== password) return 'wrong'
      const refreshToken = `refresh-${randomUUID()}`
      refreshTokens.set(refreshToken, account.subject)
      return tokens(account.subject, refreshToken)
    },
    async changePassword(handle, password, newPassword) {
      await turn()
      const account = accounts.get(handle)
      if (!account?.complete || ![password, newPassword].includes(account.password)) return 'wrong'
      if (newPassword.length < SHORTEST_PASSWORD) return 'weak'
      accounts.set(handle, { ...account, password: newPassword })
      endSessions(account.subject)
      return 'changed'
    },
    async remove(handle) {
      await turn()
      const account = accounts.get(handle)
      accounts.delete(handle)
      if (account) endSessions(account.subject)
    },
    async refresh(refreshToken) {
      await turn()
      const subject = refreshTokens.get(refreshToken)
      return subject ? tokens(subject, refreshToken) : 'wrong'
    },
  }

  function endSessions(subject: string): void {
    for (const [token, of] of refreshTokens) if (of === subject) refreshTokens.delete(token)
  }

  function tokens(subject: string, refreshToken: string): Tokens {
    return { subject, accessToken: `access-${randomUUID()}`, refreshToken, expiresAt: now() + HOUR_MS }
  }
}
