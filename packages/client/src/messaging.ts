import type { ConversationId } from '@parley/domain'
import { ServerClock } from './clock.ts'
import type { Context } from './context.ts'
import type { Core } from './core.ts'
import { Downloads } from './downloads.ts'
import { Expirer } from './expirer.ts'
import { Inbox } from './inbox.ts'
import { Outbox } from './outbox.ts'
import { entryOf, post } from './outbox-record.ts'
import { Receipts } from './receipts.ts'
import { Slots } from './slots.ts'
import { change, type Expiring, type Saved } from './store.ts'
import { Uploads } from './uploads.ts'

const REQUESTS_AT_A_TIME = 4

/** The parts of a client that bring messages in and out, wired together. */
export class Messaging {
  readonly inbox: Inbox
  readonly #core: Core
  readonly clock: ServerClock
  readonly #outbox: Outbox
  readonly uploads: Uploads
  readonly downloads: Downloads
  readonly #receipts: Receipts
  readonly #expirer: Expirer

  constructor(core: Core, saved: Saved, fetchLongText: boolean) {
    this.#core = core
    this.clock = new ServerClock(core.platform.now, saved.progress?.ahead)
    this.uploads = new Uploads(core)
    this.downloads = new Downloads(this.clock)
    this.#outbox = this.#makeOutbox()
    this.#receipts = this.#makeReceipts()
    this.#expirer = this.#makeExpirer()
    this.inbox = new Inbox(this.#makeContext(fetchLongText), saved)
    this.#outbox.restore(saved.outbox)
    this.#outbox.wake()
    this.#expirer.poke()
  }

  /** The client is online. */
  resume(): void {
    this.inbox.resume()
    this.#outbox.wake()
    void this.#receipts.poke()
  }

  heardTime(at: number): void {
    this.clock.heard(at)
    this.#expirer.poke()
  }

  stop(): void {
    this.#outbox.stop()
    this.uploads.stop()
    this.#receipts.stop()
    this.#expirer.stop()
  }

  /** Forgets everything, in memory. */
  async clear(): Promise<void> {
    this.#outbox.clear()
    this.uploads.stop()
    this.downloads.clear()
    await this.inbox.clear()
  }

  #makeOutbox(): Outbox {
    return new Outbox(this.#core.store, this.#core.platform, this.#core.timing, this.uploads, {
      isOnline: this.#core.isOnline,
      probe: () => this.#core.connection.wake(),
      post: (record) =>
        post(record, {
          request: (action, fields) => this.#core.connection.request(action, fields),
          call: this.#core.call,
          device: this.#core.device,
        }),
      headOf: (id) => this.inbox.get(id)?.head.seq ?? 0,
      isOwn: (entry) => entry.device === this.#core.device && entry.from === this.#core.account.me?.user,
      onStatus: (item) => {
        const conversation = this.inbox.get(item.conversation)
        if (conversation) this.#core.events.emit('outbox', { conversation, sent: item })
      },
      onProgress: (item) => {
        const conversation = this.inbox.get(item.conversation)
        if (conversation) this.#core.events.emit('upload', { conversation, sent: item })
      },
      onAck: (item, ack) => {
        const { me } = this.#core.account
        if (me)
          this.inbox.get(item.conversation)?.receive([entryOf(item.record, ack, me.user, this.#core.device)])
      },
      onError: (error) => this.#core.events.emit('error', error),
    })
  }

  #makeReceipts(): Receipts {
    return new Receipts(this.#core.platform, this.#core.timing, {
      isOnline: this.#core.isOnline,
      unsaid: () => this.inbox.unsaid(),
      post: (receipts) => this.#core.connection.request('receipt', { receipts }),
      onSaid: (id, watermark) => this.inbox.get(id)?.said(watermark),
      onError: (error) => this.#core.events.emit('error', error),
    })
  }

  #makeExpirer(): Expirer {
    return new Expirer(this.#core.store, this.clock, this.#core.platform, {
      vanish: async (gone) => {
        const byConversation = Map.groupBy(gone, ({ id }) => id)
        await Promise.all([...byConversation].map(([id, some]) => this.#vanish(id, some)))
      },
      onError: (error) => this.#core.events.emit('error', error),
    })
  }

  #vanish(id: ConversationId, gone: readonly Expiring[]): Promise<void> {
    const seqs = gone.map(({ seq }) => seq)
    return this.inbox.vanish(id, seqs, gone.map(change.expired))
  }

  #makeContext(fetchLongText: boolean): Context {
    return {
      platform: this.#core.platform,
      timing: this.#core.timing,
      store: this.#core.store,
      outbox: this.#outbox,
      downloads: this.downloads,
      people: this.#core.people,
      clock: this.clock,
      events: this.#core.events,
      device: this.#core.device,
      fetchLongText,
      slots: new Slots(REQUESTS_AT_A_TIME),
      me: () => this.#core.account.me?.user,
      isOnline: this.#core.isOnline,
      call: this.#core.call,
      request: (action, fields) => this.#core.connection.request(action, fields),
      sync: () => this.inbox.sync(),
      onSettings: this.#core.onSettings,
      pokeReceipts: () => void this.#receipts.poke(),
      pokeExpirer: () => this.#expirer.poke(),
    }
  }
}
