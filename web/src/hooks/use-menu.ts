import { type MouseEvent, type TouchEvent, useRef, useState } from 'react'
import type { Place } from '../ui/menu.tsx'

const LONG_PRESS_MS = 500

/**
 * A menu on whatever these handlers are put: by right click, the menu key or Shift+F10, and a long press, for which
 * not every browser of phones opens a menu by itself.
 */
export function useMenu() {
  const [at, setAt] = useState<Place>()
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const stop = () => clearTimeout(timer.current)
  const open = (event: MouseEvent) => {
    event.preventDefault()
    stop()
    const { left, bottom } = event.currentTarget.getBoundingClientRect()
    // By key there is no place that was pointed at.
    const isPointed = event.button === 2 || event.clientX > 0
    setAt(isPointed ? { x: event.clientX, y: event.clientY } : { x: left + 64, y: bottom })
  }
  const handlers = {
    onContextMenu: open,
    onTouchStart: ({ touches }: TouchEvent) => {
      stop()
      const touch = touches[0]
      if (touch && touches.length === 1) {
        const place = { x: touch.clientX, y: touch.clientY }
        timer.current = setTimeout(() => setAt(place), LONG_PRESS_MS)
      }
    },
    onTouchMove: stop,
    onTouchCancel: stop,
    onTouchEnd: (event: TouchEvent) => {
      stop()
      // The finger that opened it does not open what lies below as well.
      if (at) event.preventDefault()
    },
  }
  return { at, open, close: () => setAt(undefined), handlers } as const
}
