import { type ReactNode, useId } from 'react'
import { useShown } from '../hooks/use-shown.ts'

type Props<Value extends string> = {
  readonly label: string
  readonly value: Value
  readonly options: Readonly<Record<Value, string>>
  /** May promise when it holds. */
  readonly onChange: (value: Value) => unknown
  readonly hint?: ReactNode
}

/** One of a few values, with what it means below. */
export function Choice<Value extends string>({ label, value, options, onChange, hint }: Props<Value>) {
  const id = useId()
  const [shown, choose] = useShown(value, onChange)
  return (
    <div className="setting">
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        value={shown}
        aria-describedby={hint ? `${id}-hint` : undefined}
        onChange={({ target }) => choose(target.value as Value)}
      >
        {(Object.entries(options) as [Value, string][]).map(([key, words]) => (
          <option key={key} value={key}>
            {words}
          </option>
        ))}
      </select>
      {hint && <small id={`${id}-hint`}>{hint}</small>}
    </div>
  )
}
