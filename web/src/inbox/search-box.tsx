import type { KeyboardEvent } from 'react'
import { focusConversation } from '../keyboard/regions.ts'
import { Icon } from '../ui/icon.tsx'

/** Finds conversations by title and people by handle; Enter opens the first that is found. */
export function SearchBox({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const onKey = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === 'Escape' && value !== '') onChange('')
    else if (event.key === 'Escape') focusConversation()
    else if (event.key === 'Enter' && value !== '') openFirst(event.currentTarget)
    else return
    event.preventDefault()
  }
  return (
    <div className="search">
      <Icon name="search" />
      <input
        type="search"
        aria-label="Search or start a chat"
        placeholder="Search or @handle"
        autoCapitalize="none"
        autoComplete="off"
        spellCheck={false}
        dir="auto"
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={onKey}
      />
    </div>
  )
}

function openFirst(input: HTMLElement): void {
  input.closest('nav')?.querySelector<HTMLElement>('.rows .row')?.click()
}
