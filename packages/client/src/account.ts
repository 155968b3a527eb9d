import type { UserId } from '@parley/domain'
import type { OperationBody, OperationReply } from '@parley/protocol'
import type { OwnProfile, ProfileChange } from './client-api.ts'
import type { ClientOptions } from './client-options.ts'
import { asParleyError, ParleyError } from './error.ts'
import { given } from './given.ts'
import type { Http, TokenSource } from './http.ts'
import { toPerson } from './people.ts'
import type { Person } from './person.ts'
import type { Platform } from './platform.ts'
import { Session } from './session.ts'
import { change, type Saved, type Store } from './store.ts'

export type AccountHooks = {
  /** The session was ended by the server. */
  onEnd: () => void
  /** Someone else signs in, or nobody is left: nothing of the one before may stay. */
  forget: () => Promise<void>
  /** Who is signed in, or its profile, is another. */
  onMe: (me: Person | undefined) => void
}

/** Who is signed in on this device, with our own accounts or a foreign identity provider's. */
export class Account {
  me: Person | undefined
  readonly token: TokenSource
  readonly #http: Http
  readonly #store: Store
  readonly #hooks: AccountHooks
  readonly #session: Session
  /** Whether the server has said, in this client's life, whose the foreign tokens are. */
  #isKnown: boolean
  /** Counts up when somebody leaves: what was asked for them before is not heard after. */
  #life = 0

  constructor(
    http: Http,
    store: Store,
    platform: Platform,
    saved: Saved,
    tokens: ClientOptions['tokens'],
    hooks: AccountHooks,
  ) {
    this.#http = http
    this.#store = store
    this.#hooks = hooks
    this.#session = new Session(http, store, platform, hooks.onEnd, saved.session)
    this.token = tokens ? foreign(tokens) : this.#session.token
    this.me = saved.me
    this.#isKnown = !tokens
  }

  async signUp(account: { handle: string; name: string; password: string }): Promise<Person> {
    const { handle, name, password } = account
    const session = await this.#http.call('createAccount', { body: { handle, name, password } })
    return this.#begin(session, { handle, name })
  }

  async signIn({ handle, password }: { handle: string; password: string }): Promise<Person> {
    const session = await this.#http.call('createSession', { body: { handle, password } })
    const me = await this.#begin(session, { handle })
    await this.profile().catch(() => undefined)
    return this.me ?? me
  }

  async createProfile(profile: { handle: string; name: string }): Promise<Person> {
    return this.#put(profile)
  }

  /** The whole profile goes to the server: what is not to change is what it is there now. */
  async updateProfile(change: ProfileChange): Promise<Person> {
    const { handle, name } = await this.profile()
    return this.#put({ handle: handle ?? '', name: name ?? '', ...change })
  }

  async profile(): Promise<OwnProfile> {
    const life = this.#life
    const profile = await this.#http.callAs(this.token, 'getMe', {})
    if (life !== this.#life) throw new ParleyError('SIGNED_OUT')
    const { email, phone } = profile
    return { ...(await this.#become(toPerson(profile))), ...given({ email, phone }) }
  }

  /** Every session there was ends; this device has a new one. */
  async changePassword(passwords: { password: string; newPassword: string }): Promise<void> {
    const { handle } = this.me ?? {}
    if (handle === undefined) throw new ParleyError('SIGNED_OUT')
    const session = await this.#http.call('changePassword', { body: { handle, ...passwords } })
    await this.#session.begin(session)
  }

  /** The account at the server; `signOut` is to follow, as a socket that hears of it first may do as well. */
  async delete(handle: string): Promise<void> {
    await this.#http.callAs(this.token, 'deleteMe', { body: { handle } })
  }

  /** The session goes in the same write as all the rest: nothing is left by half. */
  async signOut(): Promise<void> {
    this.#session.drop()
    if (this.me) await this.#makeWay(undefined)
    else await this.#session.end()
  }

  /** Makes sure that it is known who this is. Rejects with `NO_PROFILE` if that account has none yet. */
  async identify(): Promise<void> {
    if (this.me && this.#isKnown) return
    await this.profile()
    this.#isKnown = true
  }

  /** Nothing of someone else stays. Before a new session is stored, for it would go as well. */
  async #makeWay(user: UserId | undefined): Promise<void> {
    if (!this.me || this.me.user === user) return
    this.#life++
    await this.#hooks.forget()
    this.#show(undefined)
  }

  async #put(body: OperationBody<'putMe'>): Promise<Person> {
    const life = this.#life
    const profile = await this.#http.callAs(this.token, 'putMe', { body })
    if (life !== this.#life) throw new ParleyError('SIGNED_OUT')
    return this.#become(toPerson(profile))
  }

  async #begin(session: OperationReply<'createSession'>, names: Omit<Person, 'user'>): Promise<Person> {
    const me = { user: session.user as UserId, ...names }
    await this.#makeWay(me.user)
    await this.#session.begin(session)
    return this.#become(me)
  }

  async #become(me: Person): Promise<Person> {
    await this.#makeWay(me.user)
    if (JSON.stringify(me) === JSON.stringify(this.me)) return this.me!
    await this.#store.write([change.me(me)])
    this.#show(me)
    return me
  }

  #show(me: Person | undefined): void {
    this.me = me
    this.#hooks.onMe(me)
  }
}

function foreign(tokens: NonNullable<ClientOptions['tokens']>): TokenSource {
  return async (refused) => {
    try {
      return await tokens(refused)
    } catch (cause) {
      throw asParleyError(cause, 'SIGNED_OUT')
    }
  }
}
