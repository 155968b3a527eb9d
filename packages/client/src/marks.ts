import type { ConversationId } from '@parley/domain'
import type { OperationReply } from '@parley/protocol'
import { Serial } from './serial.ts'
import { change, type Store } from './store.ts'

export type WireMark = OperationReply<'listMarks'>['marks'][number]
/** A mark that the server is not known to have. */
export type PendingMark = { readonly seq: number; readonly starred?: boolean; readonly hidden?: true }

export type MarksRecord = {
  readonly id: ConversationId
  /** What the server said of `marked` when these were fetched. */
  readonly asOf: number
  readonly starred: readonly number[]
  readonly hidden: readonly number[]
  readonly pending: readonly PendingMark[]
}

/** The messages of one conversation that this account has starred or hidden: as the server has it, and as it will. */
export class Marks {
  readonly #store: Store
  readonly #writes = new Serial()
  #record: MarksRecord
  #starred: ReadonlySet<number>
  #hidden: ReadonlySet<number>

  constructor(store: Store, id: ConversationId, saved?: MarksRecord) {
    this.#store = store
    this.#record = saved ?? { id, asOf: 0, starred: [], hidden: [], pending: [] }
    ;[this.#starred, this.#hidden] = sets(this.#record)
  }

  get asOf(): number {
    return this.#record.asOf
  }

  /** The next that the server has to be told. */
  get pending(): PendingMark | undefined {
    return this.#record.pending[0]
  }

  get starred(): readonly number[] {
    return [...this.#starred].sort((a, b) => a - b)
  }

  isStarred(seq: number): boolean {
    return this.#starred.has(seq)
  }

  isHidden(seq: number): boolean {
    return this.#hidden.has(seq)
  }

  async put(mark: PendingMark): Promise<void> {
    await this.#become((now) => ({ ...now, pending: [...now.pending, mark] }))
  }

  /** The server has it, or never will. */
  async said(mark: PendingMark, isKept: boolean): Promise<void> {
    await this.#become((now) => {
      const [starred, hidden] = isKept ? sets({ ...now, pending: [mark] }) : [now.starred, now.hidden]
      const pending = now.pending.filter((other) => other !== mark)
      return { ...now, pending, starred: [...starred], hidden: [...hidden] }
    })
  }

  /** All that the server has; the positions whose mark is another now. */
  async replace(marks: readonly WireMark[], asOf: number): Promise<number[]> {
    const before = [this.#starred, this.#hidden] as const
    await this.#become((now) => ({
      ...now,
      asOf,
      starred: marks.flatMap((mark) => (mark.starred ? [mark.seq] : [])),
      hidden: marks.flatMap((mark) => (mark.hidden ? [mark.seq] : [])),
    }))
    return [...differing(before[0], this.#starred), ...differing(before[1], this.#hidden)]
  }

  /** The server does not say more than it has said, up to `asOf`. */
  keep(asOf: number): Promise<void> {
    return this.#become((now) => ({ ...now, asOf }))
  }

  #become(next: (now: MarksRecord) => MarksRecord): Promise<void> {
    return this.#writes.run(async () => {
      const record = next(this.#record)
      await this.#store.write([change.marks(record)])
      this.#record = record
      ;[this.#starred, this.#hidden] = sets(record)
    })
  }
}

function differing(some: ReadonlySet<number>, others: ReadonlySet<number>): number[] {
  return [...some, ...others].filter((seq) => some.has(seq) !== others.has(seq))
}

/** What is starred and what is hidden once all that is pending has been done. */
function sets({ starred, hidden, pending }: Pick<MarksRecord, 'starred' | 'hidden' | 'pending'>) {
  const stars = new Set(starred)
  const hides = new Set(hidden)
  for (const mark of pending) {
    if (mark.starred === true) stars.add(mark.seq)
    if (mark.starred === false) stars.delete(mark.seq)
    if (mark.hidden) hides.add(mark.seq)
  }
  return [stars, hides] as const
}
