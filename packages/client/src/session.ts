import type { OperationReply } from '@parley/protocol'
import { ParleyError } from './error.ts'
import type { Http, TokenSource } from './http.ts'
import type { Platform } from './platform.ts'
import { change, type Store } from './store.ts'

export type StoredSession = OperationReply<'createSession'> & {
  /** When this device got it, by its own clock. */
  readonly obtainedAt: number
}

/** A token is exchanged this long before it ends. */
const MARGIN_MS = 60_000
/** A device whose clock is far ahead sees every token as ended: it does not exchange one younger than this. */
const YOUTH_MS = 5 * 60_000

/** The session of the person signed in: kept in storage, its token exchanged in time, once for all who ask. */
export class Session {
  readonly #http: Http
  readonly #store: Store
  readonly #platform: Platform
  readonly #onEnd: () => void
  #current: StoredSession | undefined
  #refreshing: Promise<string> | undefined

  constructor(http: Http, store: Store, platform: Platform, onEnd: () => void, saved?: StoredSession) {
    this.#http = http
    this.#store = store
    this.#platform = platform
    this.#onEnd = onEnd
    this.#current = saved
  }

  /** A token for a request. Rejects with `SIGNED_OUT` if there is none, or no new one for a refused one. */
  readonly token: TokenSource = async (refused) => {
    const session = this.#current
    if (!session) throw new ParleyError('SIGNED_OUT')
    if (!refused && !this.#isEnding(session)) return session.accessToken
    this.#refreshing ??= this.#refresh(session).finally(() => {
      this.#refreshing = undefined
    })
    return this.#refreshing
  }

  async begin(session: OperationReply<'createSession'>): Promise<void> {
    this.#current = { ...session, obtainedAt: this.#platform.now() }
    await this.#store.write([change.session(this.#current)])
  }

  /** No longer in memory: nobody gets a token of it. */
  drop(): void {
    this.#current = undefined
  }

  async end(): Promise<void> {
    this.drop()
    await this.#store.write([change.session(undefined)])
  }

  async #refresh(session: StoredSession): Promise<string> {
    const isOver = () => this.#current !== session
    try {
      const renewed = await this.#http.call('refreshSession', {
        body: { refreshToken: session.refreshToken },
      })
      if (isOver()) throw new ParleyError('SIGNED_OUT')
      await this.begin(renewed)
      return renewed.accessToken
    } catch (error) {
      const { code } = error as ParleyError
      if (isOver() || (code !== 'WRONG_CREDENTIALS' && code !== 'UNAUTHENTICATED')) throw error
      await this.end()
      this.#onEnd()
      throw new ParleyError('SIGNED_OUT', { cause: error })
    }
  }

  #isEnding({ expiresAt, obtainedAt }: StoredSession): boolean {
    const now = this.#platform.now()
    return now > expiresAt - MARGIN_MS && now > obtainedAt + YOUTH_MS
  }
}
