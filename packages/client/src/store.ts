import type { ConversationId, DeviceId, UserId } from '@parley/domain'
import type { WireAccountSettings, WireConversation, WireEntry } from '@parley/protocol'
import type { Contact, PushToken } from './client-api.ts'
import { asParleyError, ParleyError } from './error.ts'
import type { SyncProgress } from './inbox.ts'
import type { MarksRecord } from './marks.ts'
import type { OutboxRecord } from './outbox-record.ts'
import type { Person } from './person.ts'
import type { ReadersRecord } from './readers.ts'
import type { ConversationRecord } from './record.ts'
import type { StoredSession } from './session.ts'
import type { StoredSettings } from './settings.ts'
import type { Change, Storage } from './storage.ts'

/** Raised when records change their form: a storage of another format is refused rather than misread. */
const FORMAT = 2
/** As many digits as the largest safe position has, so that keys sort as positions do. */
const DIGITS = 16

type FilePart = 'file' | 'poster'

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
  /** What a message in the outbox brings along. */
  file: (clientId: string, which: FilePart = 'file') => `file/${clientId}/${which}`,
  settings: 'settings',
  about: (id: string) => `about/${id}`,
  readers: (id: string) => `readers/${id}`,
  marks: (id: string) => `marks/${id}`,
  contact: (user: string) => `contact/${user}`,
  areContactsWhole: 'contacts',
  push: 'push',
  isPushTold: 'push-told',
  /** What disappears, by when it does. */
  expiry: (at: number, id = '', seq = 0) => `expiry/${digits(at)}/${id}/${digits(seq)}`,
}

/** The changes that a write is made of: the only place, with the reads below, that knows the keys. */
export const change = {
  device: (device: DeviceId): Change => ({ key: key.device, value: device }),
  session: (session: StoredSession | undefined): Change => ({ key: key.session, value: session }),
  me: (me: Person): Change => ({ key: key.me, value: me }),
  progress: (progress: SyncProgress): Change => ({ key: key.progress, value: progress }),
  person: (person: Person): Change => ({ key: key.person(person.user), value: person }),
  conversation: (record: ConversationRecord): Change => ({ key: key.conversation(record.id), value: record }),
  entry: (id: ConversationId, entry: WireEntry): Change[] => [
    { key: key.entry(id, entry.seq), value: entry },
    ...(entry.expires === undefined
      ? []
      : [
          { key: key.expiry(entry.expires, id, entry.seq), value: { id, seq: entry.seq, at: entry.expires } },
        ]),
  ],
  entryGone: (id: ConversationId, seq: number): Change => ({ key: key.entry(id, seq) }),
  expired: ({ id, seq, at }: Expiring): Change => ({ key: key.expiry(at, id, seq) }),
  settings: (settings: WireAccountSettings): Change => ({ key: key.settings, value: settings }),
  about: (about: WireConversation): Change => ({ key: key.about(about.conversation), value: about }),
  readers: (readers: ReadersRecord): Change => ({ key: key.readers(readers.id), value: readers }),
  marks: (marks: MarksRecord): Change => ({ key: key.marks(marks.id), value: marks }),
  contact: (contact: Contact): Change => ({ key: key.contact(contact.user), value: contact }),
  contactGone: (user: UserId): Change => ({ key: key.contact(user) }),
  areContactsWhole: { key: key.areContactsWhole, value: true } as Change,
  push: (token: PushToken | null): Change => ({ key: key.push, value: token }),
  isPushTold: (isTold: true | undefined): Change => ({ key: key.isPushTold, value: isTold }),
  outbox: (record: OutboxRecord): Change => ({ key: key.outbox(record.order), value: record }),
  outboxMoved: (from: OutboxRecord, to: OutboxRecord): Change[] => [
    { key: key.outbox(from.order) },
    change.outbox(to),
  ],
  outboxGone: ({ order, clientId, upload }: OutboxRecord): Change[] => [
    { key: key.outbox(order) },
    ...(upload ? [{ key: key.file(clientId) }, { key: key.file(clientId, 'poster') }] : []),
  ],
  file: (clientId: string, base64: string, which?: FilePart): Change => ({
    key: key.file(clientId, which),
    value: base64,
  }),
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
  settings: StoredSettings | undefined
  abouts: WireConversation[]
  readers: ReadersRecord[]
  marks: MarksRecord[]
  contacts: Contact[]
  areContactsWhole: boolean | undefined
  push: PushToken | null | undefined
  isPushTold: boolean | undefined
}

export type EntryRange = { before?: number; after?: number; limit?: number; newestFirst?: boolean }
/** An entry that disappears, and when: milliseconds since the epoch, by the server's clock. */
export type Expiring = { readonly id: ConversationId; readonly seq: number; readonly at: number }

/** The records of one device, typed. Rejects with `STORAGE_FULL`, `STORAGE_FAILED` or `STORAGE_BUSY`. */
export class Store {
  readonly #storage: Storage

  constructor(storage: Storage) {
    this.#storage = storage
  }

  async open(): Promise<void> {
    await this.#storage.open()
    const format = await this.#get<number>(key.format)
    if (format === undefined || format === 1) await this.#begin()
    else if (format !== FORMAT) {
      await this.#storage.close()
      throw new ParleyError('STORAGE_FAILED', { detail: `format ${format}, this client knows ${FORMAT}` })
    }
  }

  close(): Promise<void> {
    return this.#storage.close()
  }

  async load(): Promise<Saved> {
    return {
      device: await this.#get(key.device),
      session: await this.#get(key.session),
      me: await this.#get(key.me),
      progress: await this.#get(key.progress),
      people: await this.#all(key.person('')),
      conversations: await this.#all(key.conversation('')),
      outbox: await this.#all('outbox/'),
      settings: await this.#get(key.settings),
      abouts: await this.#all(key.about('')),
      readers: await this.#all(key.readers('')),
      marks: await this.#all(key.marks('')),
      contacts: await this.#all(key.contact('')),
      areContactsWhole: await this.#get(key.areContactsWhole),
      push: await this.#get(key.push),
      isPushTold: await this.#get(key.isPushTold),
    }
  }

  /** The entries held of a conversation, oldest first whichever end they were taken from. */
  async entries(id: ConversationId, { before, after, limit, newestFirst }: EntryRange): Promise<WireEntry[]> {
    const records = await this.#storage.list({
      prefix: key.entries(id),
      ...(limit === undefined ? {} : { limit }),
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

  /** A file, or its poster, that is kept for a message in the outbox: base64. */
  file(clientId: string, which?: FilePart): Promise<string | undefined> {
    return this.#get(key.file(clientId, which))
  }

  /** What disappears first, at most `limit`. */
  async expiring(limit: number): Promise<Expiring[]> {
    return (await this.#storage.list({ prefix: 'expiry/', limit })).map(({ value }) => value as Expiring)
  }

  async write(changes: readonly Change[]): Promise<void> {
    try {
      if (changes.length > 0) await this.#storage.write(changes)
    } catch (cause) {
      throw asParleyError(cause, 'STORAGE_FAILED')
    }
  }

  /** Removes everything but what is the device's own, so that nothing of one account is seen by the next. */
  async forget(): Promise<void> {
    const records = await this.#storage.list({ prefix: '' })
    const kept = [key.format, key.device, key.push]
    await this.write(
      records.filter((record) => !kept.includes(record.key)).map((record) => ({ key: record.key })),
    )
  }

  /** Of the first format only what the server does not have is kept: the rest is asked for again. */
  async #begin(): Promise<void> {
    const old = await Promise.all(
      [key.progress, key.conversation(''), 'entry/'].map((prefix) => this.#storage.list({ prefix })),
    )
    await this.write([
      ...old.flat().map((record) => ({ key: record.key })),
      { key: key.format, value: FORMAT },
    ])
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
