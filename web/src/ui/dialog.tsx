import { type ReactNode, useEffect, useId, useRef } from 'react'
import { IconButton } from './icon-button.tsx'

type Props = {
  readonly title: string
  readonly close: () => void
  readonly children: ReactNode
  readonly className?: string
  /** There is nothing in it that takes the focus: it is scrolled by the keys itself. */
  readonly isText?: boolean
  /** Buttons beside the one that closes it. */
  readonly actions?: ReactNode
}

/** Something to be dealt with before all else; Escape and a click beside it close it. */
export function Dialog({ title, close, children, className = '', isText = false, actions }: Props) {
  const box = useRef<HTMLDialogElement>(null)
  const id = useId()
  useEffect(() => {
    const before = document.activeElement as HTMLElement | null
    box.current?.showModal()
    return () => before?.focus()
  }, [])
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes a dialog by itself
    <dialog
      ref={box}
      className={`dialog ${className}`}
      aria-labelledby={id}
      onClose={close}
      onClick={(event) => event.target === event.currentTarget && close()}
    >
      <div className="dialog-box">
        <header>
          <h2 id={id} dir="auto">
            {title}
          </h2>
          {actions}
          <IconButton icon="close" label="Close" onClick={close} />
        </header>
        <div className="dialog-body" {...(isText && { tabIndex: 0, role: 'group', 'aria-labelledby': id })}>
          {children}
        </div>
      </div>
    </dialog>
  )
}
