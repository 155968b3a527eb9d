import { type ConversationId, NOTHING_SEEN, type UserId, type Watermark } from '@parley/domain'
import { forward } from './record.ts'
import { Serial } from './serial.ts'
import { change, type Store } from './store.ts'

export type ReadersRecord = {
  readonly id: ConversationId
  readonly marks: Readonly<Record<UserId, Watermark>>
}

/** How far each member of a group has come, as far as this device has been told; only ever forward. */
export class Readers {
  readonly #store: Store
  readonly #writes = new Serial()
  #record: ReadersRecord

  constructor(store: Store, id: ConversationId, saved?: ReadersRecord) {
    this.#store = store
    this.#record = saved ?? { id, marks: {} }
  }

  of(user: UserId): Watermark {
    return this.#record.marks[user] ?? NOTHING_SEEN
  }

  hear(said: readonly (Watermark & { readonly user: UserId })[]): Promise<void> {
    return this.#writes.run(async () => {
      const news = said.map(({ user, ...mark }) => [user, forward(this.of(user), mark)])
      const record = { ...this.#record, marks: { ...this.#record.marks, ...Object.fromEntries(news) } }
      await this.#store.write([change.readers(record)])
      this.#record = record
    })
  }
}
