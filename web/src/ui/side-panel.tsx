import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef } from 'react'
import { IconButton } from './icon-button.tsx'

type Props = {
  readonly title: string
  readonly close: () => void
  readonly children: ReactNode
  /** What stands at the end of its header. */
  readonly action?: ReactNode
}

/** Beside what it is about, which stays in reach; in its place where there is no room. Escape closes it. */
export function SidePanel({ title, close, children, action }: Props) {
  const box = useRef<HTMLElement>(null)
  const id = useId()
  useEffect(() => {
    const before = document.activeElement as HTMLElement | null
    box.current?.querySelector('button')?.focus()
    return () => before?.focus()
  }, [])
  const onKey = (event: KeyboardEvent) => {
    // What is shown above it (a menu, a dialog) is inside it for React, and closes first.
    if (event.key !== 'Escape' || !box.current?.contains(event.target as Node)) return
    if ((event.target as HTMLElement).closest('dialog')) return
    event.stopPropagation()
    close()
  }
  return (
    <section ref={box} className="side-panel" aria-labelledby={id} onKeyDown={onKey}>
      <header className="bar">
        <IconButton icon="close" label="Close" onClick={close} />
        <h2 id={id}>{title}</h2>
        {action}
      </header>
      <div className="side-panel-body">{children}</div>
    </section>
  )
}
