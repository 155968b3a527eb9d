import { createHash } from 'node:crypto'
import { Refusal } from '@parley/protocol'

export type Account = { user: string; handle: string; name: string; password: string }
type Token = { user: string; kind: 'access' | 'refresh'; expiresAt: number }

/** The people of the fake backend, their sessions and their tickets. */
export class FakeAccounts {
  readonly all: Account[] = []
  tokenLifeMs = 3_600_000
  readonly #tokens = new Map<string, Token>()
  readonly #tickets = new Map<string, { user: string; device: string }>()
  readonly #now: () => number
  #count = 0

  constructor(now: () => number) {
    this.#now = now
  }

  /** An account without a client. */
  person(handle: string): Account {
    const found = this.all.find((account) => account.handle === handle)
    if (found) return found
    const hash = createHash('sha256').update(handle).digest('hex')
    const user = BigInt(`0x${hash}`).toString(36).slice(0, 25)
    const account = { user, handle, name: handle.toUpperCase(), password: 'correct horse' }
    this.all.push(account)
    return account
  }

  account(user: string): Account {
    const account = this.all.find((other) => other.user === user)
    if (!account) throw new Refusal('NO_PROFILE')
    return account
  }

  byHandle(handle: unknown): Account {
    const account = this.all.find((other) => other.handle === handle)
    if (!account) throw new Refusal('NOT_FOUND')
    return account
  }

  profile(user: string) {
    const { handle, name } = this.account(user)
    return { user, handle, name }
  }

  signUp(body: Record<string, unknown>): object {
    if (this.all.some(({ handle }) => handle === body.handle)) throw new Refusal('HANDLE_TAKEN')
    return this.session(Object.assign(this.person(String(body.handle)), body).user)
  }

  signIn({ handle, password }: Record<string, unknown>): object {
    const account = this.all.find((other) => other.handle === handle)
    if (account?.password !== password) throw new Refusal('WRONG_CREDENTIALS')
    return this.session(account?.user ?? '')
  }

  refresh(token: string): object {
    const refresh = this.#tokens.get(token)
    if (refresh?.kind !== 'refresh') throw new Refusal('WRONG_CREDENTIALS')
    return this.session(refresh.user)
  }

  session(user: string): object {
    const [accessToken, refreshToken] = [`a${++this.#count}`, `r${this.#count}`]
    const expiresAt = this.#now() + this.tokenLifeMs
    this.#tokens.set(accessToken, { user, kind: 'access', expiresAt })
    this.#tokens.set(refreshToken, { user, kind: 'refresh', expiresAt: Number.POSITIVE_INFINITY })
    return { user, accessToken, refreshToken, expiresAt }
  }

  /** Whose access token this is, if it is good. */
  bearer(token: string | undefined): string {
    const known = token === undefined ? undefined : this.#tokens.get(token)
    if (known?.kind !== 'access' || known.expiresAt < this.#now()) throw new Refusal('UNAUTHENTICATED')
    return known.user
  }

  ticket(user: string, device: string): object {
    const ticket = `${user}.${device}.${++this.#count}`
    this.#tickets.set(ticket, { user, device })
    return { ticket, expiresAt: this.#now() + 30_000 }
  }

  spend(ticket: string): { user: string; device: string } | undefined {
    const speaker = this.#tickets.get(ticket)
    this.#tickets.delete(ticket)
    return speaker
  }

  /** A token of a foreign identity provider becomes good. */
  tokenOf(user: string, token: string): void {
    this.#tokens.set(token, { user, kind: 'access', expiresAt: Number.POSITIVE_INFINITY })
  }

  endSessions(): void {
    this.#tokens.clear()
  }

  endAccessTokens(): void {
    for (const [token, { kind }] of this.#tokens) if (kind === 'access') this.#tokens.delete(token)
  }
}
