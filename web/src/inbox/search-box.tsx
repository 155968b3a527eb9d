import type { KeyboardEvent } from 'react'
import { focusConversation } from '../keyboard/regions.ts'
import { SearchField } from '../ui/search-field.tsx'

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
    <SearchField
      label="Search or start a chat"
      placeholder="Search or @handle"
      value={value}
      onChange={onChange}
      onKeyDown={onKey}
    />
  )
}

function openFirst(input: HTMLElement): void {
  input.closest('nav')?.querySelector<HTMLElement>('.rows .row')?.click()
}
