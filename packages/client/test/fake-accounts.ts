import { createHash } from 'node:crypto'
import { Refusal } from '@parley/protocol'

export type Account = {
  user: string
  handle: string
  name: string
  password: string
  about?: string
  picture?: string
  email?: string
  phone?: string
  deleted?: boolean
}
/** `signIn`: which one it goes back to, over all refreshes. */
type Token = { user: string; kind: 'access' | 'refresh'; expiresAt: number; signIn: number }

/** The people of the fake backend, their sessions and their tickets. */
export class FakeAccounts {
  readonly all: Account[] = []
  tokenLifeMs = 3_600_000
  /** Those that have had a ticket, as `user/device`. */
  readonly devices = new Set<string>()
  readonly #void = new Set<number>()
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

  account(user: string, otherwise: 'NO_PROFILE' | 'NOT_FOUND' = 'NO_PROFILE'): Account {
    const account = this.all.find((other) => other.user === user)
    if (!account) throw new Refusal(otherwise)
    return account
  }

  /** What is absent stays, null takes away. */
  change(user: string, given: object): void {
    const account = this.account(user) as Record<string, unknown>
    for (const [name, value] of Object.entries(given)) {
      if (value === null) delete account[name]
      else account[name] = value
    }
  }

  bury(user: string): void {
    const { password } = this.account(user)
    this.all[this.all.findIndex((other) => other.user === user)] = {
      ...{ user, password, handle: '', name: '', deleted: true },
    }
  }

  byHandle(handle: unknown): Account {
    const account = this.all.find((other) => other.handle === handle)
    if (!account) throw new Refusal('NOT_FOUND')
    return account
  }

  own(user: string) {
    const { password: _, ...profile } = this.account(user)
    return profile
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
    return this.session(refresh.user, refresh.signIn)
  }

  /** Ends every session there was, and begins one. */
  changePassword({ handle, password, newPassword }: Record<string, unknown>): object {
    const account = this.all.find((other) => other.handle === handle)
    if (account?.password !== password) throw new Refusal('WRONG_CREDENTIALS')
    account!.password = String(newPassword)
    for (const [token, { user, kind }] of this.#tokens) {
      if (user === account!.user && kind === 'refresh') this.#tokens.delete(token)
    }
    return this.session(account!.user)
  }

  session(user: string, signIn = ++this.#count): object {
    const [accessToken, refreshToken] = [`a${++this.#count}`, `r${this.#count}`]
    const expiresAt = this.#now() + this.tokenLifeMs
    this.#tokens.set(accessToken, { user, kind: 'access', expiresAt, signIn })
    this.#tokens.set(refreshToken, { user, kind: 'refresh', expiresAt: Number.POSITIVE_INFINITY, signIn })
    return { user, accessToken, refreshToken, expiresAt }
  }

  /** Whose access token this is, and of which sign-in, if it is good. */
  bearer(token: string | undefined): { user: string; signIn: number } {
    const known = token === undefined ? undefined : this.#tokens.get(token)
    if (known?.kind !== 'access' || known.expiresAt < this.#now()) throw new Refusal('UNAUTHENTICATED')
    if (this.#void.has(known.signIn)) throw new Refusal('UNAUTHENTICATED', 'signed-out')
    return known
  }

  /** All of somebody's sign-ins are void but one. */
  endSignIns(whose: string, kept?: number): void {
    for (const { user, signIn } of this.#tokens.values()) {
      if (user === whose && signIn !== kept) this.#void.add(signIn)
    }
  }

  ticket(user: string, device: string): object {
    const ticket = `${user}.${device}.${++this.#count}`
    this.#tickets.set(ticket, { user, device })
    this.devices.add(`${user}/${device}`)
    return { ticket, expiresAt: this.#now() + 30_000 }
  }

  spend(ticket: string): { user: string; device: string } | undefined {
    const speaker = this.#tickets.get(ticket)
    this.#tickets.delete(ticket)
    return speaker
  }

  /** A token of a foreign identity provider becomes good. */
  tokenOf(user: string, token: string): void {
    this.#tokens.set(token, {
      user,
      kind: 'access',
      expiresAt: Number.POSITIVE_INFINITY,
      signIn: ++this.#count,
    })
  }

  endSessions(): void {
    this.#tokens.clear()
  }

  endAccessTokens(): void {
    for (const [token, { kind }] of this.#tokens) if (kind === 'access') this.#tokens.delete(token)
  }
}
