import type { ConversationId, DeviceId } from '@parley/domain'
import type { OperationReply, WireAccountSettings } from '@parley/protocol'
import { TICKET_LIFE_MS } from '@parley/protocol/limits'
import { Account } from './account.ts'
import type { ChatEvents, ClientOptions } from './api.ts'
import { ServerClock } from './clock.ts'
import { Connection } from './connection.ts'
import type { Context } from './context.ts'
import { Emitter } from './emitter.ts'
import { ParleyError } from './error.ts'
import { Expirer } from './expirer.ts'
import { Http, type Input } from './http.ts'
import { Inbox } from './inbox.ts'
import { Outbox } from './outbox.ts'
import { entryOf, post } from './outbox-record.ts'
import { People } from './people.ts'
import type { Platform } from './platform.ts'
import { Receipts } from './receipts.ts'
import type { OwnOperation } from './routes.ts'
import { Slots } from './slots.ts'
import { change, type Expiring, type Saved, type Store } from './store.ts'
import { DEFAULT_TIMING, type Timing } from './timing.ts'

const REQUESTS_AT_A_TIME = 4
const DEFAULT_SETTINGS: WireAccountSettings = { readReceipts: true }

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
  readonly inbox: Inbox
  settings: WireAccountSettings
  readonly #options: ClientOptions
  readonly #clock: ServerClock
  readonly #http: Http
  readonly #outbox: Outbox
  readonly #receipts: Receipts
  readonly #expirer: Expirer
  readonly #stopWaking: () => void
  #isClosed = false

  constructor(options: ClientOptions, platform: Platform, store: Store, saved: Saved, device: DeviceId) {
    this.device = device
    this.#options = options
    this.platform = platform
    this.timing = { ...DEFAULT_TIMING, ...options.timing }
    this.store = store
    this.settings = saved.settings ?? DEFAULT_SETTINGS
    this.#clock = new ServerClock(platform.now, saved.progress?.ahead)
    this.#http = new Http(options.httpUrl, platform, this.timing.replyMs)
    this.account = this.#makeAccount(saved)
    this.connection = this.#makeConnection()
    this.people = new People(store, (users) => this.call('getProfiles', { body: { users } }), saved.people)
    this.#outbox = this.#makeOutbox()
    this.#receipts = this.#makeReceipts()
    this.#expirer = this.#makeExpirer()
    this.inbox = new Inbox(this.#makeContext(), saved)
    this.#outbox.restore(saved.outbox)
    this.#outbox.wake()
    this.#expirer.poke()
    this.#stopWaking = platform.onWake(() => this.connection.wake())
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
    this.#outbox.stop()
    this.#receipts.stop()
    this.#expirer.stop()
    this.connection.disconnect('offline', new ParleyError('CLOSED'))
    this.#http.abort()
    await this.inbox.clear()
    this.events.clear()
    await this.store.close()
  }

  readonly #isOnline = () => this.connection.state === 'online'

  #makeAccount(saved: Saved): Account {
    return new Account(this.#http, this.store, this.platform, saved, this.#options.tokens, {
      onEnd: () => this.connection.giveUp('signed-out', new ParleyError('SIGNED_OUT')),
      forget: async () => {
        this.#outbox.clear()
        await this.inbox.clear()
        this.people.clear()
        this.settings = DEFAULT_SETTINGS
        await this.store.forget()
      },
    })
  }

  #makeConnection(): Connection {
    const { deviceName } = this.#options
    const body = { device: this.device, ...(deviceName !== undefined && { deviceName }) }
    return new Connection(this.#options.socketUrl, this.platform, this.timing, {
      ticket: async () => {
        await this.account.identify()
        const { ticket, expiresAt } = await this.call('createTicket', { body })
        this.#heardTime(expiresAt - TICKET_LIFE_MS)
        return ticket
      },
      sync: () => this.inbox.sync(),
      onEvent: (event) => this.inbox.onEvent(event),
      onTime: (at) => this.#heardTime(at),
      onSignedOut: () => void this.account.signOut().catch((error) => this.events.emit('error', error)),
      onState: (event) => {
        if (event.state === 'online') this.#online()
        this.events.emit('connection', event)
      },
    })
  }

  #online(): void {
    this.inbox.resume()
    this.#outbox.wake()
    void this.#receipts.poke()
  }

  #heardTime(at: number): void {
    this.#clock.heard(at)
    this.#expirer.poke()
  }

  #makeOutbox(): Outbox {
    return new Outbox(this.store, this.platform, this.timing, {
      isOnline: this.#isOnline,
      probe: () => this.connection.wake(),
      post: (record) =>
        post(record, {
          request: (action, fields) => this.connection.request(action, fields),
          call: this.call,
          device: this.device,
        }),
      headOf: (id) => this.inbox.get(id)?.head.seq ?? 0,
      isOwn: (entry) => entry.device === this.device && entry.from === this.account.me?.user,
      onStatus: (item) => {
        const conversation = this.inbox.get(item.conversation)
        if (conversation) this.events.emit('outbox', { conversation, sent: item })
      },
      onAck: (item, ack) => {
        const { me } = this.account
        if (me) this.inbox.get(item.conversation)?.receive([entryOf(item.record, ack, me.user, this.device)])
      },
      onError: (error) => this.events.emit('error', error),
    })
  }

  #makeReceipts(): Receipts {
    return new Receipts(this.platform, this.timing, {
      isOnline: this.#isOnline,
      unsaid: () => this.inbox.unsaid(),
      post: (receipts) => this.connection.request('receipt', { receipts }),
      onSaid: (id, watermark) => this.inbox.get(id)?.said(watermark),
      onError: (error) => this.events.emit('error', error),
    })
  }

  #makeExpirer(): Expirer {
    return new Expirer(this.store, this.#clock, this.platform, {
      vanish: async (gone) => {
        const byConversation = Map.groupBy(gone, ({ id }) => id)
        await Promise.all([...byConversation].map(([id, some]) => this.#vanish(id, some)))
      },
      onError: (error) => this.events.emit('error', error),
    })
  }

  #vanish(id: ConversationId, gone: readonly Expiring[]): Promise<void> {
    const seqs = gone.map(({ seq }) => seq)
    return this.inbox.vanish(id, seqs, gone.map(change.expired))
  }

  #makeContext(): Context {
    return {
      platform: this.platform,
      timing: this.timing,
      store: this.store,
      outbox: this.#outbox,
      people: this.people,
      clock: this.#clock,
      events: this.events,
      device: this.device,
      fetchLongText: this.#options.fetchLongText ?? true,
      slots: new Slots(REQUESTS_AT_A_TIME),
      me: () => this.account.me?.user,
      isOnline: this.#isOnline,
      call: this.call,
      onSettings: this.onSettings,
      pokeReceipts: () => void this.#receipts.poke(),
      pokeExpirer: () => this.#expirer.poke(),
    }
  }
}
