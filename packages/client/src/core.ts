import type { DeviceId } from '@parley/domain'
import type { OperationReply, WireAccountSettings } from '@parley/protocol'
import { TICKET_LIFE_MS } from '@parley/protocol/limits'
import { Account } from './account.ts'
import type { ChatEvents } from './chat-events.ts'
import type { ClientOptions } from './client-options.ts'
import { Connection } from './connection.ts'
import { Emitter } from './emitter.ts'
import { asParleyError, ParleyError } from './error.ts'
import { Http, type Input } from './http.ts'
import type { Inbox } from './inbox.ts'
import { Messaging } from './messaging.ts'
import { People } from './people.ts'
import type { Platform } from './platform.ts'
import type { OwnOperation } from './routes.ts'
import { DEFAULT_SETTINGS, settingsOf } from './settings.ts'
import { change, type Saved, type Store } from './store.ts'
import { DEFAULT_TIMING, type Timing } from './timing.ts'

/** The parts of a client, wired together; each part is in the file of its name. */
export class Core {
  readonly device: DeviceId
  readonly events = new Emitter<ChatEvents>()
  readonly platform: Platform
  readonly timing: Timing
  readonly store: Store
  readonly account: Account
  readonly connection: Connection
  readonly people: People
  readonly messaging: Messaging
  settings: WireAccountSettings
  readonly #options: ClientOptions
  readonly #http: Http
  readonly #stopWaking: () => void
  #isClosed = false

  constructor(options: ClientOptions, platform: Platform, store: Store, saved: Saved, device: DeviceId) {
    this.device = device
    this.#options = options
    this.platform = platform
    this.timing = { ...DEFAULT_TIMING, ...options.timing }
    this.store = store
    this.settings = settingsOf(saved.settings)
    this.#http = new Http(options.httpUrl, platform, this.timing.replyMs)
    this.account = this.#makeAccount(saved)
    this.connection = this.#makeConnection()
    this.people = new People(store, (users) => this.call('getProfiles', { body: { users } }), saved.people)
    this.messaging = new Messaging(this, saved, options.fetchLongText ?? true)
    this.#stopWaking = platform.onWake(() => this.connection.wake())
  }

  get inbox(): Inbox {
    return this.messaging.inbox
  }

  get isClosed(): boolean {
    return this.#isClosed
  }

  readonly call = <Name extends OwnOperation>(
    name: Name,
    input: Input<Name>,
  ): Promise<OperationReply<Name>> => {
    if (this.#isClosed) return Promise.reject(new ParleyError('CLOSED'))
    return this.#http.callAs(this.account.token, name, input)
  }

  /** A connection is one person's: it ends before anybody else signs in. */
  leave(state: 'offline' | 'signed-out'): void {
    this.connection.disconnect(state, new ParleyError('SIGNED_OUT'))
  }

  readonly onSettings = async (settings: WireAccountSettings): Promise<void> => {
    if (JSON.stringify(settings) === JSON.stringify(this.settings)) return
    await this.store.write([change.settings(settings)])
    this.settings = settings
    this.events.emit('settings', settings)
  }

  async close(): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#stopWaking()
    this.messaging.stop()
    this.connection.disconnect('offline', new ParleyError('CLOSED'))
    this.#http.abort()
    await this.inbox.clear()
    this.events.clear()
    await this.store.close()
  }

  get isOnline(): boolean {
    return this.connection.state === 'online'
  }

  #makeAccount(saved: Saved): Account {
    return new Account(this.#http, this.store, this.platform, saved, this.#options.tokens, {
      onEnd: () => this.connection.giveUp('signed-out', new ParleyError('SIGNED_OUT')),
      forget: async () => {
        await this.messaging.clear()
        this.people.clear()
        this.settings = DEFAULT_SETTINGS
        await this.store.forget()
      },
    })
  }

  /** A device that was signed out while it was away is told so when it asks for a ticket. */
  async #refused(error: unknown): Promise<never> {
    const { code, detail } = asParleyError(error, 'INTERNAL')
    if (code !== 'UNAUTHENTICATED' || detail !== 'device') throw error
    await this.account.signOut()
    throw new ParleyError('SIGNED_OUT', { cause: error })
  }

  #makeConnection(): Connection {
    const { deviceName } = this.#options
    const body = { device: this.device, ...(deviceName !== undefined && { deviceName }) }
    return new Connection(this.#options.socketUrl, this.platform, this.timing, {
      ticket: async () => {
        await this.account.identify()
        const { ticket, expiresAt } = await this.call('createTicket', { body }).catch((error) =>
          this.#refused(error),
        )
        this.messaging.heardTime(expiresAt - TICKET_LIFE_MS)
        return ticket
      },
      sync: () => this.inbox.sync(),
      onEvent: (event) => this.inbox.onEvent(event),
      onTime: (at) => this.messaging.heardTime(at),
      onSignedOut: () => void this.account.signOut().catch((error) => this.events.emit('error', error)),
      onState: (event) => {
        if (event.state === 'online') this.messaging.resume()
        this.events.emit('connection', event)
      },
    })
  }
}
