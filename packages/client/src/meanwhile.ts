import type { WireEntry } from '@parley/protocol'
import { fold, isAmendment } from './fold.ts'

/** Entries as they are by now, without the amendments. */
type AsNow = (entries: readonly WireEntry[]) => WireEntry[]

/** What is taken while entries are fetched: those may not show it yet. */
export class Meanwhile {
  readonly #fetches = new Set<WireEntry[]>()

  note(amendments: readonly WireEntry[]): void {
    for (const taken of this.#fetches) taken.push(...amendments)
  }

  /** Runs a fetch, which at its end can bring what it got up to date. */
  async during<Result>(fetch: (asNow: AsNow) => Promise<Result>): Promise<Result> {
    const taken: WireEntry[] = []
    this.#fetches.add(taken)
    try {
      return await fetch((entries) =>
        entries
          .filter((entry) => !isAmendment(entry))
          .map((entry) => taken.filter(({ target }) => target === entry.seq).reduce(fold, entry)),
      )
    } finally {
      this.#fetches.delete(taken)
    }
  }
}

/** Folds amendments into the messages they are about, as far as those are held; `now` gets what they become. */
export async function amend(
  now: Map<number, WireEntry>,
  amendments: readonly WireEntry[],
  held: (seq: number) => Promise<WireEntry | undefined>,
): Promise<void> {
  for (const amendment of amendments) {
    const seq = amendment.target as number
    const before = now.get(seq) ?? (await held(seq))
    const after = before && fold(before, amendment)
    if (after && after !== before) now.set(seq, after)
  }
}
