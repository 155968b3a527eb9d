import { ParleyError } from '@parley/client'
import { explain } from '../names.ts'

/** What is wrong, and beside which field it is said; beside none if it is nobody's fault. */
export type SignInProblem = { readonly field?: 'handle' | 'password'; readonly words: string }

/** What the server demands of a password. */
export const PASSWORD_CHARS = 10

/** What keeps a handle from being one; undefined for a good one. Written as people do, with an `@` and capitals. */
export function handleProblem(typed: string): string | undefined {
  const handle = typed.trim().replace(/^@/, '')
  if (!handle) return 'Choose a handle.'
  if (!/^[a-z]/i.test(handle)) return 'A handle begins with a letter from a to z.'
  const [odd] = /[^a-z0-9_.]/iu.exec(handle) ?? []
  if (odd === ' ') return 'A handle has no spaces.'
  if (odd) return `A handle cannot contain “${odd}”: letters from a to z, digits, “_” and “.” only.`
  if (handle.length < 3) return 'A handle has at least 3 characters.'
  if (handle.length > 30) return 'A handle has at most 30 characters.'
  return undefined
}

/** What keeps a password from being one. */
export function passwordProblem(typed: string): string | undefined {
  const missing = PASSWORD_CHARS - [...typed].length
  if (missing <= 0) return undefined
  return missing === 1 ? 'One character more, please.' : `${missing} characters more, please.`
}

/** A refusal in words, beside what it is about. */
export function signInProblem(error: unknown): SignInProblem {
  if (!(error instanceof ParleyError)) return { words: explain(error) }
  switch (error.code) {
    case 'HANDLE_TAKEN':
      return { field: 'handle', words: 'Somebody has this handle already. Choose another one.' }
    case 'WEAK_PASSWORD':
      return { field: 'password', words: 'This password is too easy to guess. Choose a longer one.' }
    case 'WRONG_CREDENTIALS':
      return { field: 'password', words: 'The handle or the password is wrong.' }
    case 'RATE_LIMITED':
      return { words: `Too many tries. Try again ${waitWords(error.retryAfterMs)}.` }
    case 'UNREACHABLE':
    case 'TIMED_OUT':
      return { words: 'The server cannot be reached. Check your connection and try again.' }
    default:
      return { words: explain(error) }
  }
}

/** How long to wait, rounded up. */
export function waitWords(ms = 0): string {
  const seconds = Math.ceil(ms / 1000)
  if (seconds <= 1) return 'in a moment'
  if (seconds < 90) return `in ${seconds} seconds`
  return `in ${Math.ceil(seconds / 60)} minutes`
}
