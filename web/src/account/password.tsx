import { ParleyError } from '@parley/client'
import { useChat } from '@parley/client/react'
import { type FormEvent, useState } from 'react'
import { PASSWORD_CHARS, passwordProblem, signInProblem } from '../start/sign-in-problem.ts'
import { PasswordField } from '../ui/password-field.tsx'
import { ProblemLine } from '../ui/problem-line.tsx'
import { useToast } from '../ui/toast.tsx'

type Problem = { readonly field?: 'password' | 'newPassword'; readonly words: string }

/** Another password; every other device is signed out. */
export function Password() {
  const chat = useChat()
  const say = useToast()
  const [isBusy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem>()
  const wrong = (field: Problem['field']) => (problem?.field === field ? problem?.words : undefined)

  async function save(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault()
    const form = event.currentTarget
    const typed = new FormData(form)
    const [password, newPassword] = [String(typed.get('password')), String(typed.get('newPassword'))]
    const weak = passwordProblem(newPassword)
    setProblem(weak ? { field: 'newPassword', words: weak } : undefined)
    if (weak) return
    setBusy(true)
    try {
      await chat.changePassword({ password, newPassword })
      form.reset()
      say('Your password is changed.')
    } catch (error) {
      setProblem(problemOf(error))
    }
    setBusy(false)
  }

  return (
    <form className="form" noValidate aria-busy={isBusy} onSubmit={(event) => void save(event)}>
      <PasswordField
        label="Password now"
        name="password"
        required
        autoComplete="current-password"
        problem={wrong('password')}
      />
      <PasswordField
        label="New password"
        name="newPassword"
        required
        autoComplete="new-password"
        hint={`At least ${PASSWORD_CHARS} characters. All your other devices are signed out.`}
        problem={wrong('newPassword')}
      />
      <ProblemLine words={problem?.field ? undefined : problem?.words} />
      <button type="submit" className="primary" disabled={isBusy}>
        Change password
      </button>
    </form>
  )
}

function problemOf(error: unknown): Problem {
  const code = error instanceof ParleyError ? error.code : undefined
  if (code === 'WRONG_CREDENTIALS') return { field: 'password', words: 'This is not your password.' }
  const { words } = signInProblem(error)
  return code === 'WEAK_PASSWORD' ? { field: 'newPassword', words } : { words }
}
