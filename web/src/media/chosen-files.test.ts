import { describe, expect, it } from 'vitest'
import { BYTES_MAX, isOnlySaved, isShown, problemOf } from './chosen-files.ts'

const file = (name: string, size: number, type = '') => ({ name, size, type })

describe('a file that was chosen', () => {
  it.each([
    ['is fine', file('a.pdf', 10, 'application/pdf'), undefined],
    ['is empty', file('a.txt', 0, 'text/plain'), 'Empty'],
    ['is a folder', file('holidays', 0), 'A folder cannot be sent'],
    ['is as large as can be', file('a.iso', BYTES_MAX), undefined],
    ['is too large', file('a.iso', BYTES_MAX + 1), 'Too large: at most 2 GB'],
  ])('%s', (_, chosen, problem) => {
    expect(problemOf(chosen)).toBe(problem)
  })

  it.each([
    ['image/jpeg', true, false],
    ['video/x-matroska', false, true],
    ['image/svg+xml', false, true],
    ['audio/mp3', true, false],
    ['application/pdf', false, false],
    ['', false, false],
  ])(
    'of the type %j is shown: %s; is only saved, though one might think otherwise: %s',
    (type, shown, saved) => {
      expect([isShown({ type }), isOnlySaved({ type })]).toEqual([shown, saved])
    },
  )
})
