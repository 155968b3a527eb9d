/** Positions far ahead are not kept but fetched when their turn comes: a flood must not fill the memory. */
const WINDOW = 1_000

/** Puts what comes twice, out of order or too early into the order of positions. */
export class Reassembly<Item extends { readonly seq: number }> {
  readonly #held = new Map<number, Item>()

  hold(items: readonly Item[], tail: number): void {
    for (const item of items) {
      if (item.seq > tail && item.seq <= tail + WINDOW) this.#held.set(item.seq, item)
    }
  }

  /** What follows the tail without a gap; at most `limit`. It stays held until `forget`. */
  run(tail: number, limit: number): Item[] {
    const run: Item[] = []
    for (
      let item = this.#held.get(tail + 1);
      item && run.length < limit;
      item = this.#held.get(item.seq + 1)
    ) {
      run.push(item)
    }
    return run
  }

  /** What is held up to the tail has been taken, or is not to be. */
  forget(tail: number): void {
    for (const seq of this.#held.keys()) if (seq <= tail) this.#held.delete(seq)
  }
}
