/** So near to the end counts as being there. */
const AT_END_PX = 48
/** So many lines are remembered: one of them will still be there. */
const REMEMBERED = 12

export type InView = { readonly isAtEnd: boolean; readonly last: HTMLElement | undefined }

/**
 * Keeps what is read where it is, to the pixel, whatever comes, goes or changes its size around it. Browsers do so in
 * part and not all of them: here one rule holds for all. Lines are the elements with a `data-line`.
 */
export class Anchor {
  readonly #box: HTMLElement
  #lines: { readonly key: string; readonly top: number }[] = []
  #isAtEnd = true

  constructor(box: HTMLElement) {
    this.#box = box
  }

  get isAtEnd(): boolean {
    return this.#isAtEnd
  }

  /** Remembers what is in view. */
  note(): InView {
    const box = this.#box
    const { top, bottom } = box.getBoundingClientRect()
    const all = box.querySelectorAll<HTMLElement>('[data-line]')
    const first = firstAt(all, (line) => line.getBoundingClientRect().bottom > top)
    const behind = firstAt(all, (line) => line.getBoundingClientRect().top >= bottom)
    this.#lines = [...all].slice(first, Math.min(first + REMEMBERED, behind)).map((line) => ({
      key: line.dataset.line!,
      top: line.getBoundingClientRect().top - top,
    }))
    this.#isAtEnd = box.scrollHeight - box.scrollTop - box.clientHeight < AT_END_PX
    return { isAtEnd: this.#isAtEnd, last: all[behind - 1] }
  }

  /** Puts it back; who is at the end stays there if `isFollowing`. */
  keep(isFollowing: boolean): void {
    const box = this.#box
    if (this.#isAtEnd && isFollowing) {
      box.scrollTop = box.scrollHeight
      return
    }
    const lines = new Map(
      [...box.querySelectorAll<HTMLElement>('[data-line]')].map((line) => [line.dataset.line, line]),
    )
    const known = this.#lines.find(({ key }) => lines.has(key))
    if (!known) return
    const moved =
      lines.get(known.key)!.getBoundingClientRect().top - box.getBoundingClientRect().top - known.top
    if (Math.abs(moved) >= 0.5) box.scrollTop += moved
  }

  /** Brings a line into view. Whether it is there. */
  show(key: string, block: 'start' | 'center'): boolean {
    const line = this.#box.querySelector<HTMLElement>(`[data-line="${CSS.escape(key)}"]`)
    if (!line) return false
    const { top, height } = line.getBoundingClientRect()
    const space = this.#box.clientHeight
    const wanted = block === 'start' || height > space ? space / 5 : (space - height) / 2
    this.#box.scrollTop += top - this.#box.getBoundingClientRect().top - wanted
    return true
  }

  toEnd(): void {
    this.#box.scrollTop = this.#box.scrollHeight
    this.#isAtEnd = true
  }
}

/** The first of a list in which all that hold come behind all that do not; its length if none holds. */
function firstAt(all: NodeListOf<HTMLElement>, holds: (line: HTMLElement) => boolean): number {
  let [from, to] = [0, all.length]
  while (from < to) {
    const middle = (from + to) >> 1
    if (holds(all[middle]!)) to = middle
    else from = middle + 1
  }
  return from
}
