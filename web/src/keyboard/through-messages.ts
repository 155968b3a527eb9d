/** Far enough for a list that draws only what is near the view to draw more. */
const FURTHER_PX = 240

/**
 * The arrows go from message to message, Enter opens a message's menu, Escape goes back to the box. Says whether the
 * key was used. Which messages are in the page is the list's affair: it draws more when it is scrolled.
 */
export function throughMessages(event: KeyboardEvent): boolean {
  const focused = event.target instanceof HTMLElement ? event.target : undefined
  const list = focused?.closest<HTMLElement>('.history')
  if (!focused || !list || event.ctrlKey || event.metaKey || event.altKey) return false
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  if (step) return go(list, focused.closest<HTMLElement>('.bubble'), step)
  if (event.key === 'Escape') return focusBox()
  if (event.key !== 'Enter' || !focused.matches('.bubble')) return false
  const { left, bottom } = focused.getBoundingClientRect()
  const place = { clientX: left + 16, clientY: Math.min(bottom, innerHeight) - 16 }
  focused.dispatchEvent(new MouseEvent('contextmenu', { bubbles: true, cancelable: true, ...place }))
  return true
}

function go(list: HTMLElement, from: HTMLElement | null, step: number): boolean {
  const all = [...list.querySelectorAll<HTMLElement>('.bubble')]
  const next = from ? all[all.indexOf(from) + step] : all.findLast((one) => isInView(list, one))
  if (next) {
    next.focus({ preventScroll: true })
    next.scrollIntoView({ block: 'nearest' })
  } else {
    list.scrollBy({ top: step * FURTHER_PX })
  }
  return true
}

function isInView(list: HTMLElement, bubble: HTMLElement): boolean {
  return bubble.getBoundingClientRect().top < list.getBoundingClientRect().bottom
}

function focusBox(): boolean {
  const box = document.querySelector<HTMLElement>('.composer textarea')
  box?.focus()
  return box !== null
}
