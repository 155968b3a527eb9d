import { type InputHTMLAttributes, type ReactNode, useId } from 'react'

type Props = InputHTMLAttributes<HTMLInputElement> & {
  readonly label: string
  readonly hint?: string | undefined
  /** What is wrong with what was typed. */
  readonly problem?: string | undefined
  /** What stands at the end of the input. */
  readonly children?: ReactNode
}

/** A labelled input, with a hint or what is wrong below it. */
export function Field({ label, hint, problem, children, ...input }: Props) {
  const id = useId()
  const below = problem || hint
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <div className="field-input">
        <input
          id={id}
          aria-describedby={below ? `${id}-below` : undefined}
          aria-invalid={problem ? true : undefined}
          dir="auto"
          {...input}
        />
        {children}
      </div>
      {below && (
        <small id={`${id}-below`} className={problem ? 'problem' : ''} role={problem ? 'alert' : undefined}>
          {below}
        </small>
      )}
    </div>
  )
}
