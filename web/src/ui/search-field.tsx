import type { ComponentProps } from 'react'
import { Icon } from './icon.tsx'

type Props = Omit<ComponentProps<'input'>, 'onChange'> & {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
}

/** A box to search in: what is typed is no word of a language, and may run from right to left. */
export function SearchField({ label, onChange, ...rest }: Props) {
  return (
    <div className="search">
      <Icon name="search" />
      <input
        type="search"
        aria-label={label}
        autoCapitalize="none"
        autoComplete="off"
        spellCheck={false}
        dir="auto"
        onChange={({ target }) => onChange(target.value)}
        {...rest}
      />
    </div>
  )
}
