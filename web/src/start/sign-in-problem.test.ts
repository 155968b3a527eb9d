import { ParleyError } from '@parley/client'
import { describe, expect, test } from 'vitest'
import { handleProblem, passwordProblem, signInProblem, waitWords } from './sign-in-problem.ts'

describe('what is wrong when one signs in', () => {
  test.each(['ann', '@Ann', 'a_b.c9', ' bob ', `a${'b'.repeat(29)}`])('%j is a handle', (typed) => {
    expect(handleProblem(typed)).toBeUndefined()
  })

  test.each([
    ['', /Choose/],
    ['9ann', /begins with a letter/],
    ['_ann', /begins with a letter/],
    ['ann b', /no spaces/],
    ['änn', /begins with a letter/],
    ['anné', /“é”/],
    ['an', /at least 3/],
    ['a'.repeat(31), /at most 30/],
  ])('%j is none, and the words say why', (typed, words) => {
    expect(handleProblem(typed)).toMatch(words)
  })

  test('a password is counted in characters, as the server does', () => {
    expect(passwordProblem('123456789')).toBe('One character more, please.')
    expect(passwordProblem('👍👍👍👍👍👍👍👍')).toBe('2 characters more, please.')
    expect(passwordProblem('1234567890')).toBeUndefined()
  })

  test('each refusal is said beside the field that it is about', () => {
    expect(signInProblem(new ParleyError('HANDLE_TAKEN')).field).toBe('handle')
    expect(signInProblem(new ParleyError('WEAK_PASSWORD')).field).toBe('password')
    expect(signInProblem(new ParleyError('WRONG_CREDENTIALS')).field).toBe('password')
    expect(signInProblem(new ParleyError('UNREACHABLE')).field).toBeUndefined()
    expect(signInProblem(new Error('x'))).toEqual({ words: 'Something went wrong. Try again.' })
  })

  test('whoever tried too often is told when to try again', () => {
    const limited = new ParleyError('RATE_LIMITED', { retryAfterMs: 41_200 })
    expect(signInProblem(limited).words).toBe('Too many tries. Try again in 42 seconds.')
    expect(waitWords(600_000)).toBe('in 10 minutes')
    expect(waitWords()).toBe('in a moment')
  })
})
