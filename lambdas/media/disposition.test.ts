import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dispositionOf } from './disposition.ts'

describe('a file is saved under its sender’s name', () => {
  test.each([
    ['holiday.jpg', `filename="holiday.jpg"; filename*=UTF-8''holiday.jpg`],
    [
      'Prüfung – ☃.pdf',
      `filename="Pr_fung _ _.pdf"; filename*=UTF-8''Pr%C3%BCfung%20%E2%80%93%20%E2%98%83.pdf`,
    ],
    ["it's 100% (1).txt", `filename="it's 100_ (1).txt"; filename*=UTF-8''it%27s%20100%25%20%281%29.txt`],
  ])('%s', (name, expected) => {
    expect(dispositionOf(false, name)).toBe(`attachment; ${expected}`)
    expect(dispositionOf(true, name)).toBe(`inline; ${expected}`)
  })

  test.each([
    [
      'quotes that would end the name',
      'a"; filename="evil.exe',
      'a__ filename=_evil.exe'.replace('__', '_;'),
    ],
    ['line ends that would begin a header', 'a\r\nSet-Cookie: a=b', 'a__Set-Cookie_ a=b'],
    ['a path', '../../etc/passwd', '_.._etc_passwd'],
    ['a path of Windows', '..\\..\\boot.ini', '_.._boot.ini'],
    ['a hidden file', '.bashrc', 'bashrc'],
    ['an ending that is turned around', 'photo\u202egpj.exe', 'photo_gpj.exe'],
    ['an ending that Windows drops', 'evil.exe. . ', 'evil.exe'],
    ['NUL', 'evil.exe\0.jpg', 'evil.exe_.jpg'],
    ['half a character', 'a\ud800.jpg', 'a_.jpg'],
  ])('less %s', (_, name, ascii) => {
    expect(/filename="([^"]*)"/.exec(dispositionOf(false, name))?.[1]).toBe(ascii)
  })

  test.each(['', ' ', '...', '\u202e'.repeat(0)])('or without one, if nothing is left of %j', (name) => {
    expect(dispositionOf(false, name)).toBe('attachment')
    expect(dispositionOf(false, undefined)).toBe('attachment')
  })

  test('however long, with its ending', () => {
    const disposition = dispositionOf(false, `${'😀'.repeat(254)}.jpg`)
    expect(disposition).toMatch(/\.jpg"; filename.*\.jpg$/)
    expect(encodeURIComponent(disposition).length).toBeLessThan(4_000)
  })

  test('whatever it is, the header stays one header', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (name) => {
        expect(dispositionOf(false, name)).toMatch(
          /^attachment(; filename="[^"\\\p{Cc}]+"; filename\*=UTF-8''[A-Za-z0-9%._~-]+)?$/u,
        )
      }),
    )
  })
})
