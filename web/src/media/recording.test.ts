import { expect, it } from 'vitest'
import { whyNot } from './recording.ts'

it.each([
  ['NotAllowedError', 'not allowed'],
  ['NotFoundError', 'no microphone'],
  ['NotReadableError', 'in use'],
  ['TypeError', 'HTTPS'],
])('why nothing is recorded is said in words: %s', (name, words) => {
  expect(whyNot(Object.assign(new Error('x'), { name }))).toContain(words)
})
