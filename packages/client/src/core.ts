import { DEFAULT_SETTINGS, type DeviceId } from '@parley/domain'
import type { OperationReply, WireAccountSettings } from '@parley/protocol'
import { TICKET_LIFE_MS } from '@parley/protocol/limits'
import { Account } from './account.ts'
import type { ChatEvents } from './chat-events.ts'
import type { ClientOptions } from './client-options.ts'
import { Connection } from './connection.ts'
import { Contacts } from './contacts.ts'
import { Emitter } from './emitter.ts'
import { ParleyError } from './error.ts'
import { Http, type Input, isSignedOut } from './http.ts'
import type { Inbox } from './inbox.ts'
import { Messaging } from './messaging.ts'
import { People } from './people.ts'
import type { Platform } from './platform.ts'
import { Presences } from './presences.ts'
import { PushRegistration } from './push-registration.ts'
import type { OwnOperation } from './routes.ts'
import { settingsOf } from './settings.ts'
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
  readonly contacts: Contacts
  readonly presences: Presences
  readonly push: PushRegistration
  readonly messaging: Messaging
  settings: WireAccountSettings
  readonly #options: ClientOptions
  readonly #http: Http
  readonly #stopHearing: (() => void)[]
  /** Counts up whenever everything is forgotten. */
  #life = 0
  /** Whether the app itself says when it is in use. */
  #isActiveSaid = false
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
    this.people = new People(store, saved.people, {
      platform,
      timing: this.timing,
      fetch: (users) => this.call('getProfiles', { body: { users } }),
      onNews: (users) => this.inbox.renamed(users),
    })
    this.contacts = new Contacts(this, saved)
    this.presences = this.#makePresences()
    this.push = new PushRegistration(this, saved)
    this.messaging = new Messaging(this, saved, options.fetchLongText ?? true)
    this.#stopHearing = [
      platform.onWake(() => this.connection.wake()),
      platform.onActive((isActive) => {
        if (!this.#isActiveSaid) this.connection.setActive(isActive)
      }),
    ]
  }

  get inbox(): Inbox {
    return this.messaging.inbox
  }

  get isClosed(): boolean {
    return this.#isClosed
  }

  /** What is answered after its person has left this device is nobody's any more. */
  readonly call = async <Name extends OwnOperation>(
    name: Name,
    input: Input<Name>,
  ): Promise<OperationReply<Name>> => {
    if (this.#isClosed) throw new ParleyError('CLOSED')
    const life = this.#life
    const reply = await this.#http.callAs(this.account.token, name, input)
    if (life !== this.#life) throw new ParleyError('SIGNED_OUT')
    return reply
  }

  /** The app says whether it is in use: the platform is not asked any more. */
  setActive(isActive: boolean): void {
    this.#isActiveSaid = true
    this.connection.setActive(isActive)
  }

  /** Forgets everything this device holds; it can no longer be pushed to for who was signed in. */
  async signOut(): Promise<void> {
    this.leave('signed-out')
    await Promise.all([this.push.signOut(), this.account.signOut()])
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
    for (const stop of this.#stopHearing) stop()
    this.messaging.stop()
    this.presences.stop()
    this.push.stop()
    this.connection.disconnect('offline', new ParleyError('CLOSED'))
    this.#http.abort()
    await this.inbox.clear()
    this.events.clear()
    await this.store.close()
  }

  readonly isOnline = (): boolean => this.connection.state === 'online'

  #makeAccount(saved: Saved): Account {
    return new Account(this.#http, this.store, this.platform, saved, this.#options.tokens, {
      onEnd: () => this.connection.giveUp('signed-out', new ParleyError('SIGNED_OUT')),
      forget: async () => {
        this.#life++
        await this.messaging.clear()
        for (const part of [this.people, this.contacts, this.presences, this.push]) part.clear()
        this.settings = DEFAULT_SETTINGS
        await this.store.forget()
      },
      onMe: (me) => this.events.emit('me', me),
    })
  }

  /** A device that was signed out while it was away is told so when it asks for a ticket. */
  async #refused(error: unknown): Promise<never> {
    if (!isSignedOut(error)) throw error
    await this.account.signOut()
    throw new ParleyError('SIGNED_OUT', { cause: error })
  }

  #makeConnection(): Connection {
    const { deviceName } = this.#options
    const body = { device: this.device, ...(deviceName !== undefined && { deviceName }) }
    return new Connection(this.#options.socketUrl, this.platform, this.timing, {
      ticket: async () => {
        await this.account.identify()
        const asked = this.call('createTicket', { body })
        const { ticket, expiresAt, presence } = await asked.catch((error) => this.#refused(error))
        this.messaging.heardTime(expiresAt - TICKET_LIFE_MS)
        return { ticket, heartbeat: presence.heartbeat }
      },
      sync: () => this.inbox.sync(),
      onEvent: (event) => {
        if (event.event === 'presence') this.presences.hear([event])
        else this.inbox.onEvent(event)
      },
      onTime: (at) => this.messaging.heardTime(at),
      onSignedOut: () => void this.account.signOut().catch((error) => this.events.emit('error', error)),
      onState: (event) => {
        if (event.state === 'online') this.#resume()
        else this.presences.cut()
        this.events.emit('connection', event)
      },
    })
  }

  #resume(): void {
    for (const part of [this.messaging, this.contacts, this.presences, this.push]) part.resume()
  }

  #makePresences(): Presences {
    return new Presences(this.platform, this.timing, {
      isOnline: this.isOnline,
      now: () => this.messaging.clock.now(),
      watch: (users) => this.connection.request('watch', { users }),
      fetch: (users) => this.call('getPresence', { body: { users } }),
      onChange: (presence) => this.events.emit('presence', presence),
      onError: (error) => this.events.emit('error', error),
    })
  }
}
