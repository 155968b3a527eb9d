import type { ConversationId, DeviceId } from '@parley/domain'
import type { WireEntry } from '@parley/protocol'
import type { Person } from './api.ts'
import { asParleyError, ParleyError } from './error.ts'
import type { SyncProgress } from './inbox.ts'
import type { OutboxRecord } from './outbox-item.ts'
import type { ConversationRecord } from './record.ts'
import type { StoredSession } from './session.ts'
import type { Change, Storage } from './storage.ts'

/** Raised when records change their form: a storage of another format is refused rather than misread. */
const FORMAT = 1
/** As many digits as the largest safe position has, so that keys sort as positions do. */
const DIGITS = 16

const key = {
  format: 'format',
  device: 'device',
  session: 'session',
  me: 'me',
  progress: 'progress',
  person: (user: string) => `person/${user}`,
  conversation: (id: string) => `conversation/${id}`,
  entries: (id: string) => `entry/${id}/`,
  entry: (id: string, seq: number) => `entry/${id}/${digits(seq)}`,
  outbox: (order: number) => `outbox/${digits(order)}`,
}

/** The changes that a write is made of: the only place, with the reads below, that knows the keys. */
export const change = {
  device: (device: DeviceId): Change => ({ key: key.device, value: device }),
  session: (session: StoredSession | undefined): Change => ({ key: key.session, value: session }),
  me: (me: Person): Change => ({ key: key.me, value: me }),
  progress: (progress: SyncProgress): Change => ({ key: key.progress, value: progress }),
  person: (person: Person): Change => ({ key: key.person(person.user), value: person }),
  conversation: (record: ConversationRecord): Change => ({ key: key.conversation(record.id), value: record }),
  entry: (id: ConversationId, entry: WireEntry): Change => ({ key: key.entry(id, entry.seq), value: entry }),
  outbox: (record: OutboxRecord): Change => ({ key: key.outbox(record.order), value: record }),
  outboxGone: (record: OutboxRecord): Change => ({ key: key.outbox(record.order) }),
}

/** What a client needs in memory to begin. Messages stay where they are until they are asked for. */
export type Saved = {
  device: DeviceId | undefined
  session: StoredSession | undefined
  me: Person | undefined
  progress: SyncProgress | undefined
  people: Person[]
  conversations: ConversationRecord[]
  outbox: OutboxRecord[]
}

export type EntryRange = { before?: number; after?: number; limit: number; newestFirst?: boolean }

/** The records of one device, typed. Rejects with `STORAGE_FULL`, `STORAGE_FAILED` or `STORAGE_BUSY`. */
export class Store {
  readonly #storage: Storage

  constructor(storage: Storage) {
    this.#storage = storage
  }

  async open(): Promise<void> {
    await this.#storage.open()
    const format = await this.#get<number>(key.format)
    if (format === undefined) await this.write([{ key: key.format, value: FORMAT }])
    else if (format !== FORMAT) {
      await this.#storage.close()
      throw new ParleyError('STORAGE_FAILED', { detail: `format ${format}, this client knows ${FORMAT}` })
    }
  }

  close(): Promise<void> {
    return this.#storage.close()
  }

  async load(): Promise<Saved> {
    const [device, session, me, progress, people, conversations, outbox] = await Promise.all([
      this.#get<DeviceId>(key.device),
      this.#get<StoredSession>(key.session),
      this.#get<Person>(key.me),
      this.#get<SyncProgress>(key.progress),
      this.#all<Person>(key.person('')),
      this.#all<ConversationRecord>(key.conversation('')),
      this.#all<OutboxRecord>('outbox/'),
    ])
    return { device, session, me, progress, people, conversations, outbox }
  }

  /** The entries held of a conversation, oldest first whichever end they were taken from. */
  async entries(id: ConversationId, { before, after, limit, newestFirst }: EntryRange): Promise<WireEntry[]> {
    const records = await this.#storage.list({
      prefix: key.entries(id),
      limit,
      reverse: newestFirst ?? false,
      ...(before === undefined ? {} : { before: key.entry(id, before) }),
      ...(after === undefined ? {} : { after: key.entry(id, after) }),
    })
    const entries = records.map(({ value }) => value as WireEntry)
    return newestFirst ? entries.reverse() : entries
  }

  entry(id: ConversationId, seq: number): Promise<WireEntry | undefined> {
    return this.#get<WireEntry>(key.entry(id, seq))
  }

  async write(changes: readonly Change[]): Promise<void> {
    try {
      if (changes.length > 0) await this.#storage.write(changes)
    } catch (cause) {
      throw asParleyError(cause, 'STORAGE_FAILED')
    }
  }

  /** Removes everything but the device's id, so that nothing of one account is seen by the next. */
  async forget(): Promise<void> {
    const records = await this.#storage.list({ prefix: '' })
    const kept = [key.format, key.device]
    await this.write(
      records.filter((record) => !kept.includes(record.key)).map((record) => ({ key: record.key })),
    )
  }

  async #get<Value>(name: string): Promise<Value | undefined> {
    return (await this.#storage.get(name)) as Value | undefined
  }

  async #all<Value>(prefix: string): Promise<Value[]> {
    return (await this.#storage.list({ prefix })).map(({ value }) => value as Value)
  }
}

function digits(position: number): string {
  return String(position).padStart(DIGITS, '0')
}
