import { useEffect, useRef } from 'react'
import { focusNextRegion } from './regions.ts'
import { type Command, commandOf } from './shortcuts.ts'
import { throughMessages } from './through-messages.ts'

export type AppCommand = Exclude<Command, 'regions'>

/** Runs what keys ask for, wherever the focus is; nothing while a dialog asks something. */
export function useShortcuts(run: (command: AppCommand) => void): void {
  const latest = useRef(run)
  useEffect(() => {
    latest.current = run
  })
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const isTaken = event.defaultPrevented || event.isComposing || document.querySelector('dialog[open]')
      if (!isTaken && isUsed(event, latest.current)) event.preventDefault()
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [])
}

function isUsed(event: KeyboardEvent, run: (command: AppCommand) => void): boolean {
  const command = commandOf(event, isWriting(event.target))
  if (!command) return throughMessages(event)
  if (command === 'regions') focusNextRegion(event.shiftKey ? -1 : 1)
  else run(command)
  return true
}

function isWriting(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('input, textarea, select, [contenteditable]')
}
