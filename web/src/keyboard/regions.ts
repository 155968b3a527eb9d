/** In each part of the page, what takes the focus when one comes to it. */
const REGIONS = [
  '.side :is(.row[aria-current], .row, input)',
  '.history',
  '.composer textarea, .no-composer button',
  '.side-panel button',
]

/** Moves the focus to the next part of the page that is there, or the one before. */
export function focusNextRegion(step: 1 | -1): void {
  const entries = REGIONS.map((selector) => [...document.querySelectorAll<HTMLElement>(selector)])
    .map((found) => found.find((one) => one.getAttribute('aria-current')) ?? found[0])
    .filter((entry) => entry?.checkVisibility())
  const now = entries.findIndex((entry) => partOf(entry!)?.contains(document.activeElement))
  entries.at((now + step) % entries.length)?.focus()
}

/** Leaves the list, for what is open beside it. */
export function focusConversation(): void {
  document.querySelector<HTMLElement>('.composer textarea, .thread .who')?.focus()
}

function partOf(entry: HTMLElement): Element | null {
  return entry.closest('.side, .history, .composer, .no-composer, .side-panel')
}
