import { type ReactNode, useId } from 'react'
import { useShown } from '../hooks/use-shown.ts'

type Props = {
  readonly label: string
  readonly isOn: boolean
  /** May promise when it holds. */
  readonly onChange: (isOn: boolean) => unknown
  readonly hint?: ReactNode
  readonly disabled?: boolean
}

/** Something that is on or off, at once. */
export function Switch({ label, isOn, onChange, hint, disabled = false }: Props) {
  const id = useId()
  const [shown, choose] = useShown(isOn, onChange)
  return (
    <div className="switch">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="checkbox"
        role="switch"
        checked={shown}
        aria-checked={shown}
        disabled={disabled}
        aria-describedby={hint ? `${id}-hint` : undefined}
        onChange={({ target }) => choose(target.checked)}
      />
      {hint && <small id={`${id}-hint`}>{hint}</small>}
    </div>
  )
}
