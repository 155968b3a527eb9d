import { type ReactNode, useId } from 'react'

type Props = {
  readonly label: string
  readonly isOn: boolean
  readonly onChange: (isOn: boolean) => void
  readonly hint?: ReactNode
  readonly disabled?: boolean
}

/** Something that is on or off, at once. */
export function Switch({ label, isOn, onChange, hint, disabled = false }: Props) {
  const id = useId()
  return (
    <div className="switch">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="checkbox"
        role="switch"
        checked={isOn}
        aria-checked={isOn}
        disabled={disabled}
        aria-describedby={hint ? `${id}-hint` : undefined}
        onChange={({ target }) => onChange(target.checked)}
      />
      {hint && <small id={`${id}-hint`}>{hint}</small>}
    </div>
  )
}
