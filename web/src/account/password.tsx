import { useChat } from '@parley/client/react'
import type { FormEvent } from 'react'
import { useTry } from '../hooks/use-try.ts'
import { Field } from '../ui/field.tsx'

/** Another password; every other device is signed out. */
export function Password() {
  const chat = useChat()
  const attempt = useTry()
  function save(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault()
    const form = event.currentTarget
    const typed = new FormData(form)
    const passwords = {
      password: String(typed.get('password')),
      newPassword: String(typed.get('newPassword')),
    }
    attempt(() => chat.changePassword(passwords).then(() => form.reset()), 'Changed')
  }
  return (
    <form className="form" onSubmit={save}>
      <Field label="Password now" name="password" type="password" required autoComplete="current-password" />
      <Field
        label="New password"
        name="newPassword"
        type="password"
        required
        minLength={10}
        autoComplete="new-password"
        hint="At least 10 characters. All your other devices are signed out."
      />
      <button type="submit" className="primary">
        Change
      </button>
    </form>
  )
}
