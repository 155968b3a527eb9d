import { type KeyboardEvent, type RefObject, useLayoutEffect } from 'react'

/**
 * A list is one stop of the Tab key; the arrows, Home and End move in it. Where it stops: at what had the focus last,
 * else at the current one, else at the first.
 */
export function useRoving(box: RefObject<HTMLElement | null>, items: string) {
  const all = () => [...(box.current?.querySelectorAll<HTMLElement>(items) ?? [])]
  const stopAt = (stop: HTMLElement | undefined) => {
    for (const one of all()) one.tabIndex = one === stop ? 0 : -1
  }
  useLayoutEffect(() => {
    const found = all()
    const held = found.find((one) => one === document.activeElement)
    stopAt(held ?? found.find((one) => one.getAttribute('aria-current')) ?? found[0])
  })
  return {
    onKeyDown(event: KeyboardEvent): void {
      const found = all()
      const now = found.indexOf(event.target as HTMLElement)
      const isInput = event.target instanceof HTMLInputElement
      if ((now < 0 && !isInput) || event.altKey || event.ctrlKey || event.metaKey) return
      const steps: Record<string, HTMLElement | undefined> = {
        ArrowDown: found[now + 1],
        ArrowUp: now > 0 ? found[now - 1] : undefined,
        ...(now >= 0 && { Home: found[0], End: found.at(-1) }),
      }
      const next = steps[event.key]
      if (!next) return
      event.preventDefault()
      stopAt(next)
      next.focus()
    },
  }
}
