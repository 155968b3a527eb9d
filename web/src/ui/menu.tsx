import type { ReactNode } from 'react'
import { type KeyboardEvent, useEffect, useLayoutEffect, useRef } from 'react'
import { createPortal } from 'react-dom'
import { Icon, type IconName } from './icon.tsx'

export type MenuItem = {
  readonly icon: IconName
  readonly label: string
  readonly run: () => void
  readonly danger?: boolean
}
export type Place = { readonly x: number; readonly y: number }
type Props = {
  readonly label: string
  readonly at: Place
  readonly items: readonly MenuItem[]
  readonly close: () => void
  readonly top?: ReactNode
  readonly into?: HTMLElement
}

const EDGE = 8

/** Choices at a place of the page: arrows move, Escape and a click elsewhere close. */
export function Menu({ label, at, items, close, top, into = pagePart() }: Props) {
  const box = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    const place = () => {
      const { width, height } = box.current!.getBoundingClientRect()
      box.current!.style.left = `${Math.max(EDGE, Math.min(at.x, innerWidth - width - EDGE))}px`
      box.current!.style.top = `${Math.max(EDGE, Math.min(at.y, innerHeight - height - EDGE))}px`
    }
    place()
    // A phone that is turned, a window made smaller.
    addEventListener('resize', place)
    return () => removeEventListener('resize', place)
  }, [at])
  useEffect(() => {
    const before = document.activeElement as HTMLElement | null
    box.current?.querySelector<HTMLElement>('[role=menuitem]')?.focus()
    return () => {
      if (document.activeElement === document.body) before?.focus()
    }
  }, [])

  function onKey(event: KeyboardEvent): void {
    const all = [...box.current!.querySelectorAll<HTMLElement>('[role=menuitem]')]
    const now = all.indexOf(document.activeElement as HTMLElement)
    const steps: Record<string, number> = { ArrowDown: now + 1, ArrowUp: now - 1, Home: 0, End: -1 }
    const step = steps[event.key]
    if (step !== undefined) all.at(step % all.length)?.focus()
    else if (event.key === 'Escape' || event.key === 'Tab') close()
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  return createPortal(
    <>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: Escape does the same */}
      <div
        className="menu-backdrop"
        onPointerDown={close}
        onContextMenu={(event) => event.preventDefault()}
      />
      <div ref={box} className="menu" role="menu" aria-label={label} tabIndex={-1} onKeyDown={onKey}>
        {top}
        {items.map(({ icon, label, run, danger }) => (
          <button
            type="button"
            role="menuitem"
            key={label}
            className={danger ? 'danger' : ''}
            onClick={() => {
              close()
              run()
            }}
          >
            <Icon name={icon} />
            {label}
          </button>
        ))}
      </div>
    </>,
    into,
  )
}

/** Where a menu is a part of what the page is about, and not beside it. */
function pagePart(): HTMLElement {
  return document.querySelector('main') ?? document.body
}
