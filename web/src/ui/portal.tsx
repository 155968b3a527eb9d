import { type ReactNode, useRef, useState } from 'react'

/** A place inside an open dialog, where a menu can be shown above it: the page behind is out of reach. */
export function Portal({ children }: { children: (into: HTMLElement) => ReactNode }) {
  const seen = useRef(false)
  const [into, setInto] = useState<HTMLElement>()
  const hold = (element: HTMLElement | null) => {
    if (!element || seen.current) return
    seen.current = true
    setInto(element.closest<HTMLElement>('dialog, main') ?? document.body)
  }
  return <span ref={hold}>{into && children(into)}</span>
}
