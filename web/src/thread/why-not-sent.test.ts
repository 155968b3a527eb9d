import { type MediaKind, type Outgoing, ParleyError, type Upload } from '@parley/client'
import { expect, test } from 'vitest'
import { notReally, whyNotSent } from './why-not-sent.ts'

const failed = (
  code: 'BAD_MEDIA' | 'FORBIDDEN' | 'RATE_LIMITED',
  kind?: MediaKind,
): Pick<Outgoing, 'error' | 'upload'> => ({
  error: new ParleyError(code, { detail: 'no image of a type that is shown' }),
  ...(kind && { upload: { about: { kind, type: 'image/png', bytes: 3 } } as Upload }),
})

test('a file that is not what it was sent as can go as a document, and that is said in plain words', () => {
  expect(notReally(failed('BAD_MEDIA', 'image'))).toBe('photo')
  expect(whyNotSent(failed('BAD_MEDIA', 'image'))).toBe('This is no photo that can be shown.')
})

test.each([
  ['a document', failed('BAD_MEDIA', 'document')],
  ['a text', failed('RATE_LIMITED')],
])('%s has failed for the reason that the server gives', (_, sent) => {
  expect(notReally(sent)).toBeUndefined()
  expect(whyNotSent(sent)).toBe(sent.error?.message)
})

test('who may not write is told so, also of a picture', () => {
  expect(notReally(failed('FORBIDDEN', 'image'))).toBeUndefined()
  expect(whyNotSent(failed('FORBIDDEN', 'image'))).toBe('You may not write here.')
})
