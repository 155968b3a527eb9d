import { type ConversationId, DEVICE_ID, type DeviceId, directId } from '@parley/domain'
import type { OperationReply } from '@parley/protocol'
import { Account } from './account.ts'
import type { ChatClient, ChatEvents, ClientOptions, Conversation, Person } from './api.ts'
import { Connection } from './connection.ts'
import { Emitter } from './emitter.ts'
import { ParleyError } from './error.ts'
import { Http, type Input } from './http.ts'
import { Inbox } from './inbox.ts'
import { Outbox } from './outbox.ts'
import { entryOf } from './outbox-item.ts'
import { People } from './people.ts'
import { defaultPlatform, type Platform } from './platform.ts'
import { Receipts } from './receipts.ts'
import type { OwnOperation } from './routes.ts'
import { Slots } from './slots.ts'
import { change, type Saved, Store } from './store.ts'
import { DEFAULT_TIMING, type Timing } from './timing.ts'

const PAGES_AT_A_TIME = 4

/**
 * Opens the storage and makes a client on it: signed in if it was, with all it knew; not yet connected.
 * Rejects with `STORAGE_BUSY` while another client has the storage, or with `BAD_REQUEST` if `device` has
 * the wrong form or is not the one the storage belongs to.
 */
export async function createClient(options: ClientOptions): Promise<ChatClient> {
  const platform = { ...defaultPlatform, ...options.platform }
  const store = new Store(options.storage)
  await store.open()
  try {
    const saved = await store.load()
    const device = deviceOf(options, saved, platform)
    if (device !== saved.device) await store.write([change.device(device)])
    return new Client(options, platform, store, saved, device)
  } catch (error) {
    await store.close()
    throw error
  }
}

/** Retries are recognised by the device that sends them: a storage keeps its device for good. */
function deviceOf(options: ClientOptions, saved: Saved, platform: Platform): DeviceId {
  const device = options.device ?? saved.device ?? platform.id()
  if (!DEVICE_ID.test(device)) throw new ParleyError('BAD_REQUEST', { detail: 'device' })
  if (saved.device && saved.device !== device) {
    throw new ParleyError('BAD_REQUEST', { detail: 'device: this storage belongs to another one' })
  }
  return device as DeviceId
}

/** Wires the parts together; each part is in the file of its name. */
class Client implements ChatClient {
  readonly device: DeviceId
  readonly #options: ClientOptions
  readonly #platform: Platform
  readonly #timing: Timing
  readonly #store: Store
  readonly #events = new Emitter<ChatEvents>()
  readonly #http: Http
  readonly #account: Account
  readonly #connection: Connection
  readonly #people: People
  readonly #outbox: Outbox
  readonly #receipts: Receipts
  readonly #inbox: Inbox
  readonly #stopWaking: () => void
  #isClosed = false

  constructor(options: ClientOptions, platform: Platform, store: Store, saved: Saved, device: DeviceId) {
    this.device = device
    this.#options = options
    this.#platform = platform
    this.#timing = { ...DEFAULT_TIMING, ...options.timing }
    this.#store = store
    this.#http = new Http(options.httpUrl, platform, this.#timing.replyMs)
    this.#account = this.#makeAccount(saved)
    this.#connection = this.#makeConnection()
    this.#people = new People(store, (users) => this.#call('getProfiles', { body: { users } }), saved.people)
    this.#outbox = this.#makeOutbox()
    this.#receipts = this.#makeReceipts()
    this.#inbox = this.#makeInbox(saved)
    this.#outbox.restore(saved.outbox)
    this.#outbox.wake()
    this.#stopWaking = platform.onWake(() => this.#connection.wake())
  }

  get me(): Person | undefined {
    return this.#account.me
  }

  get connection() {
    return this.#connection.state
  }

  signUp(account: { handle: string; name: string; password: string }): Promise<Person> {
    this.#leave('offline')
    return this.#account.signUp(account)
  }

  signIn(credentials: { handle: string; password: string }): Promise<Person> {
    this.#leave('offline')
    return this.#account.signIn(credentials)
  }

  createProfile(profile: { handle: string; name: string }): Promise<Person> {
    return this.#account.createProfile(profile)
  }

  async signOut(): Promise<void> {
    this.#leave('signed-out')
    await this.#account.signOut()
  }

  connect(): Promise<void> {
    if (this.#isClosed) return Promise.reject(new ParleyError('CLOSED'))
    return this.#connection.connect()
  }

  disconnect(): void {
    this.#connection.disconnect('offline', new ParleyError('UNREACHABLE', { detail: 'disconnected' }))
  }

  async close(): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#stopWaking()
    this.#outbox.stop()
    this.#receipts.stop()
    this.#connection.disconnect('offline', new ParleyError('CLOSED'))
    this.#http.abort()
    await this.#inbox.clear()
    this.#events.clear()
    await this.#store.close()
  }

  async openDirect(handle: string): Promise<Conversation> {
    const reply = await this.#call('openDirect', { body: { handle } }).catch((error: ParleyError) => {
      const known = error.retry && this.#knownByHandle(handle)
      if (!known) throw error
      return known
    })
    const conversation = 'id' in reply ? reply : await this.#opened(reply)
    await conversation.load()
    return conversation
  }

  conversation(id: ConversationId | string): Conversation | undefined {
    return this.#inbox.get(id)
  }

  conversations(): readonly Conversation[] {
    return this.#inbox.all().sort((a, b) => b.at - a.at)
  }

  on<Name extends keyof ChatEvents>(name: Name, listener: (event: ChatEvents[Name]) => void): () => void {
    return this.#events.on(name, listener)
  }

  /** A connection is one person's: it ends before anybody else signs in. */
  #leave(state: 'offline' | 'signed-out'): void {
    this.#connection.disconnect(state, new ParleyError('SIGNED_OUT'))
  }

  #call<Name extends OwnOperation>(name: Name, input: Input<Name>): Promise<OperationReply<Name>> {
    if (this.#isClosed) return Promise.reject(new ParleyError('CLOSED'))
    return this.#http.callAs(this.#account.token, name, input)
  }

  #knownByHandle(handle: string) {
    const person = this.#people.byHandle(handle)
    return person && this.me && this.#inbox.get(directId(this.me.user, person.user))
  }

  async #opened({ conversation: id, with: person, ...report }: OperationReply<'openDirect'>) {
    await this.#people.add([{ ...person, user: person.user as Person['user'] }])
    const conversation = await this.#inbox.report(id, report)
    conversation.catchUp()
    return conversation
  }

  #makeAccount(saved: Saved): Account {
    return new Account(this.#http, this.#store, this.#platform, saved, this.#options.tokens, {
      onEnd: () => this.#connection.giveUp('signed-out', new ParleyError('SIGNED_OUT')),
      forget: async () => {
        this.#outbox.clear()
        await this.#inbox.clear()
        this.#people.clear()
        await this.#store.forget()
      },
    })
  }

  #makeConnection(): Connection {
    const { deviceName } = this.#options
    const body = { device: this.device, ...(deviceName !== undefined && { deviceName }) }
    return new Connection(this.#options.socketUrl, this.#platform, this.#timing, {
      ticket: async () => {
        await this.#account.identify()
        return (await this.#call('createTicket', { body })).ticket
      },
      sync: () => this.#inbox.sync(),
      onEvent: (event) => this.#inbox.onEvent(event),
      onState: (event) => {
        if (event.state === 'online') this.#online()
        this.#events.emit('connection', event)
      },
    })
  }

  #online(): void {
    this.#inbox.catchUp()
    this.#outbox.wake()
    void this.#receipts.poke()
  }

  #makeOutbox(): Outbox {
    return new Outbox(this.#store, this.#platform, this.#timing, {
      isOnline: () => this.#connection.state === 'online',
      probe: () => this.#connection.wake(),
      post: ({ conversation, clientId, after, text }, fits) =>
        fits
          ? this.#connection.request('send', { conversation, clientId, after, text })
          : this.#call('sendLong', {
              path: { conversation },
              body: { device: this.device, clientId, after, text },
            }),
      headOf: (id) => this.#inbox.get(id)?.head.seq ?? 0,
      isOwn: (entry) => entry.device === this.device && entry.from === this.me?.user,
      onStatus: (item) => {
        const conversation = this.#inbox.get(item.conversation)
        if (conversation) this.#events.emit('outbox', { conversation, sent: item })
      },
      onAck: (item, ack) => {
        const { me } = this
        if (me) this.#inbox.get(item.conversation)?.receive([entryOf(item.record, ack, me.user, this.device)])
      },
      onError: (error) => this.#events.emit('error', error),
    })
  }

  #makeReceipts(): Receipts {
    return new Receipts(this.#platform, this.#timing, {
      isOnline: () => this.#connection.state === 'online',
      unsaid: () => this.#inbox.unsaid(),
      post: (receipts) => this.#connection.request('receipt', { receipts }),
      onSaid: (id, watermark) => this.#inbox.get(id)?.said(watermark),
      onError: (error) => this.#events.emit('error', error),
    })
  }

  #makeInbox(saved: Saved): Inbox {
    const context = {
      platform: this.#platform,
      timing: this.#timing,
      store: this.#store,
      outbox: this.#outbox,
      people: this.#people,
      events: this.#events,
      device: this.device,
      fetchLongText: this.#options.fetchLongText ?? true,
      slots: new Slots(PAGES_AT_A_TIME),
      me: () => this.me?.user,
      isOnline: () => this.#connection.state === 'online',
      call: <Name extends OwnOperation>(name: Name, input: Input<Name>) => this.#call(name, input),
      pokeReceipts: () => void this.#receipts.poke(),
    }
    return new Inbox(context, saved.conversations, saved.progress)
  }
}
