import { useChat } from '@parley/client/react'
import { type FormEvent, useState } from 'react'
import { explain, toHandle } from '../names.ts'
import { Field } from '../ui/field.tsx'
import { Logo } from '../ui/logo.tsx'
import { AS } from './open-client.ts'

/** The first page: an account is made, or signed in to. */
export function SignIn({ onDone, joining }: { onDone: () => void; joining: boolean }) {
  const chat = useChat()
  const [isNew, setNew] = useState(false)
  const [isBusy, setBusy] = useState(false)
  const [problem, setProblem] = useState('')

  async function submit(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault()
    const typed = new FormData(event.currentTarget)
    const handle = toHandle(String(typed.get('handle')))
    const password = String(typed.get('password'))
    const name = String(typed.get('name') ?? '').trim() || handle
    setBusy(true)
    try {
      await (isNew ? chat.signUp({ handle, name, password }) : chat.signIn({ handle, password }))
      onDone()
    } catch (error) {
      setProblem(explain(error))
      setBusy(false)
    }
  }

  return (
    <main className="notice-page">
      <form className="sign-in" onSubmit={(event) => void submit(event)}>
        <Logo />
        <h1>{isNew ? 'Create your account' : 'Welcome to Parley'}</h1>
        {joining && <p>You have been invited to a group: sign in to see it.</p>}
        <Field
          label="Handle"
          name="handle"
          defaultValue={AS}
          required
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          pattern="@?[a-zA-Z][a-zA-Z0-9_.]{2,29}"
          title="3 to 30 letters, digits, “_” or “.”, beginning with a letter"
          hint={isNew ? 'How others find you: letters, digits, “_” and “.”' : undefined}
        />
        {isNew && <Field label="Name" name="name" autoComplete="name" maxLength={100} />}
        <Field
          label="Password"
          name="password"
          type="password"
          required
          minLength={10}
          autoComplete={isNew ? 'new-password' : 'current-password'}
          hint={isNew ? 'At least 10 characters' : undefined}
        />
        {problem && (
          <p className="problem" role="alert">
            {problem}
          </p>
        )}
        <button type="submit" className="primary" disabled={isBusy}>
          {isNew ? 'Create account' : 'Sign in'}
        </button>
        <button
          type="button"
          className="link"
          onClick={() => {
            setNew(!isNew)
            setProblem('')
          }}
        >
          {isNew ? 'I have an account' : 'I am new here'}
        </button>
      </form>
    </main>
  )
}
