import { type ComponentProps, useState } from 'react'
import { Field } from './field.tsx'

/** A password, hidden until one wants to see what one has typed. */
export function PasswordField(props: ComponentProps<typeof Field>) {
  const [isShown, setShown] = useState(false)
  return (
    <Field {...props} type={isShown ? 'text' : 'password'} autoCapitalize="none" spellCheck={false}>
      <button
        type="button"
        className="reveal"
        aria-pressed={isShown}
        aria-label="Show what I type"
        onClick={() => setShown(!isShown)}
      >
        {isShown ? 'Hide' : 'Show'}
      </button>
    </Field>
  )
}
