import { useChat } from '@parley/client/react'
import { type FormEvent, useState } from 'react'
import { toHandle } from '../names.ts'
import { Field } from '../ui/field.tsx'
import { Logo } from '../ui/logo.tsx'
import { PasswordField } from '../ui/password-field.tsx'
import { ProblemLine } from '../ui/problem-line.tsx'
import { AS } from './open-client.ts'
import {
  handleProblem,
  PASSWORD_CHARS,
  passwordProblem,
  type SignInProblem,
  signInProblem,
} from './sign-in-problem.ts'

type Props = {
  readonly joining: boolean
  /** Whether this device was signed out by another one, or by the account's end. */
  readonly isEnded: boolean
}

/** The first page: an account is made, or signed in to. */
export function SignIn({ joining, isEnded }: Props) {
  const chat = useChat()
  const [isNew, setNew] = useState(false)
  const [isBusy, setBusy] = useState(false)
  const [problem, setProblem] = useState<SignInProblem>()
  const wrong = (field: 'handle' | 'password') => (problem?.field === field ? problem.words : undefined)

  async function submit(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault()
    const form = event.currentTarget
    const typed = new FormData(form)
    const handle = toHandle(String(typed.get('handle')))
    const password = String(typed.get('password'))
    const name = String(typed.get('name') ?? '').trim() || handle
    const found = problemOf(handle, password, isNew)
    setProblem(found)
    if (found) return focus(form, found)
    setBusy(true)
    try {
      await (isNew ? chat.signUp({ handle, name, password }) : chat.signIn({ handle, password }))
    } catch (error) {
      setProblem(signInProblem(error))
      setBusy(false)
      focus(form, signInProblem(error))
    }
  }

  return (
    <main className="notice-page">
      <form className="sign-in" noValidate aria-busy={isBusy} onSubmit={(event) => void submit(event)}>
        <Logo />
        <h1>{isNew ? 'Create your account' : 'Welcome to Parley'}</h1>
        {isEnded && (
          <p role="status">
            You have been signed out: from another device, or because the account is no more. Nothing of it is
            left here.
          </p>
        )}
        {joining && (
          <p>{`You have been invited to a group: ${isNew ? 'create your account' : 'sign in'} to see it.`}</p>
        )}
        <Field
          label="Handle"
          name="handle"
          defaultValue={AS}
          required
          maxLength={40}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          hint={isNew ? 'How others find you: letters, digits, “_” and “.”' : undefined}
          problem={wrong('handle')}
        />
        {isNew && <Field label="Name" name="name" autoComplete="name" maxLength={100} />}
        <PasswordField
          label="Password"
          name="password"
          required
          maxLength={256}
          autoComplete={isNew ? 'new-password' : 'current-password'}
          hint={isNew ? `At least ${PASSWORD_CHARS} characters` : undefined}
          problem={wrong('password')}
        />
        <ProblemLine words={problem?.field ? undefined : problem?.words} />
        <button type="submit" className="primary" disabled={isBusy}>
          {isBusy ? 'One moment …' : isNew ? 'Create account' : 'Sign in'}
        </button>
        <button
          type="button"
          className="link"
          onClick={() => {
            setNew(!isNew)
            setProblem(undefined)
          }}
        >
          {isNew ? 'I have an account' : 'I am new here'}
        </button>
      </form>
    </main>
  )
}

/** What can be said without asking the server. An account there is may have any password. */
function problemOf(handle: string, password: string, isNew: boolean): SignInProblem | undefined {
  const handleWords = isNew ? handleProblem(handle) : handle ? undefined : 'Type your handle.'
  if (handleWords) return { field: 'handle', words: handleWords }
  const passwordWords = isNew ? passwordProblem(password) : password ? undefined : 'Type your password.'
  return passwordWords ? { field: 'password', words: passwordWords } : undefined
}

function focus(form: HTMLFormElement, { field }: SignInProblem): void {
  if (field) form.querySelector<HTMLInputElement>(`[name=${field}]`)?.focus()
}
