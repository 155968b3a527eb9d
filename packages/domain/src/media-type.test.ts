import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isTypeOf, type Shown, typeFound } from './media-type.ts'

const bytes = (...parts: (string | number[])[]) =>
  Uint8Array.from(
    parts.flatMap((part) => (typeof part === 'string' ? [...part].map((c) => c.charCodeAt(0)) : part)),
  )
const iso = (...brands: string[]) =>
  bytes([0, 0, 0, 8 + 4 * (brands.length + 1)], 'ftyp', brands[0]!, [0, 0, 0, 0], ...brands.slice(1))
const KINDS: Shown[] = ['image', 'video', 'audio']
const found = (file: Uint8Array) => KINDS.map((as) => typeFound(as, file))

describe('what is shown is known by its first bytes', () => {
  test.each<[string, Uint8Array, (string | undefined)[]]>([
    ['JPEG', bytes([0xff, 0xd8, 0xff, 0xe0]), ['image/jpeg', undefined, undefined]],
    ['PNG', bytes([0x89], 'PNG\r\n\x1a\n'), ['image/png', undefined, undefined]],
    ['GIF', bytes('GIF89a'), ['image/gif', undefined, undefined]],
    ['WebP', bytes('RIFF', [9, 9, 9, 9], 'WEBP'), ['image/webp', undefined, undefined]],
    ['AVIF', iso('avif', 'mif1'), ['image/avif', undefined, undefined]],
    ['HEIC', iso('heic', 'mif1'), ['image/heic', undefined, undefined]],
    ['HEIC under a general brand', iso('mif1', 'heic'), ['image/heic', undefined, undefined]],
    ['MP4', iso('isom', 'avc1'), [undefined, 'video/mp4', 'audio/mp4']],
    ['M4A', iso('M4A ', 'isom'), [undefined, undefined, 'audio/mp4']],
    ['QuickTime', iso('qt  '), [undefined, 'video/quicktime', undefined]],
    ['3GP', iso('3gp4'), [undefined, 'video/3gpp', 'audio/3gpp']],
    [
      'WebM',
      bytes([0x1a, 0x45, 0xdf, 0xa3, 0x9f, 0x42, 0x82, 0x84], 'webm'),
      [undefined, 'video/webm', 'audio/webm'],
    ],
    ['Ogg', bytes('OggS', [0, 2]), [undefined, undefined, 'audio/ogg']],
    ['WAV', bytes('RIFF', [9, 9, 9, 9], 'WAVE'), [undefined, undefined, 'audio/wav']],
    ['FLAC', bytes('fLaC'), [undefined, undefined, 'audio/flac']],
    ['AAC', bytes([0xff, 0xf1, 0x50]), [undefined, undefined, 'audio/aac']],
    ['MP3', bytes([0xff, 0xfb, 0x90, 0x64]), [undefined, undefined, 'audio/mpeg']],
    ['MP3 behind a tag', bytes('ID3', [4, 0]), [undefined, undefined, 'audio/mpeg']],
  ])('%s', (_, file, expected) => {
    expect(found(file)).toEqual(expected)
  })

  test.each<[string, Uint8Array]>([
    ['nothing', bytes()],
    ['HTML', bytes('<!DOCTYPE html><script>alert(1)</script>')],
    ['HTML behind a byte order mark', bytes([0xef, 0xbb, 0xbf], '<html>')],
    ['HTML that goes on as a JPEG', bytes('<html>', [0xff, 0xd8, 0xff])],
    ['SVG', bytes('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">')],
    ['SVG as XML', bytes('<?xml version="1.0"?><svg/>')],
    ['SVG behind line ends', bytes('\r\n\t <svg/>')],
    ['script', bytes('alert(1)//')],
    ['PDF', bytes('%PDF-1.7')],
    ['Flash', bytes('CWS')],
    ['a ZIP, which may be a JAR', bytes('PK\x03\x04')],
    ['a program', bytes('MZ')],
    ['the beginning of a PNG only', bytes([0x89], 'PNG')],
    ['a PNG whose line ends a transfer has changed', bytes([0x89], 'PNG\n\x1a\n')],
    ['RIFF of another kind', bytes('RIFF', [9, 9, 9, 9], 'AVI ')],
    ['Matroska that is no WebM', bytes([0x1a, 0x45, 0xdf, 0xa3, 0x42, 0x82, 0x88], 'matroska')],
    [
      'WebM that only says so far behind',
      bytes([0x1a, 0x45, 0xdf, 0xa3], 'x'.repeat(80), [0x42, 0x82, 0x84], 'webm'),
    ],
    ['an ISO file of an unknown brand', iso('evil', 'isom')],
    ['a film that says that it is compatible with pictures', iso('evil', 'avif')],
    ['a brand without its box', bytes('xxxxftypisom')],
    ['an empty MPEG frame header', bytes([0xff, 0xff, 0xff, 0xff])],
    ['UTF-16 text', bytes([0xff, 0xfe, 0x3c, 0])],
  ])('%s is none', (_, file) => {
    expect(found(file)).toEqual([undefined, undefined, undefined])
  })

  test('what is a picture and a page at once is a picture, and can be found to be nothing else', () => {
    const polyglot = bytes('GIF89a/*', '<html><script>alert(1)</script>*/=1')
    expect(found(polyglot)).toEqual(['image/gif', undefined, undefined])
  })

  test('whatever begins like text that a page could be is none', () => {
    const start = fc.constantFrom('<', ' <', '\n<', '\t\t<!--', '%', '{', '/', '#!')
    fc.assert(
      fc.property(start, fc.uint8Array({ maxLength: 64 }), (text, rest) => {
        expect(found(bytes(text, [...rest]))).toEqual([undefined, undefined, undefined])
      }),
    )
  })

  test('whatever is found is of the closed list, and never a type that bears script', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), fc.constantFrom(...KINDS), (file, as) => {
        const type = typeFound(as, file)
        expect(type === undefined || (isTypeOf(as, type) && type.startsWith(`${as}/`))).toBe(true)
      }),
    )
    for (const type of ['image/svg+xml', 'text/html', 'application/pdf', 'image/svg', 'toString']) {
      expect(KINDS.some((as) => isTypeOf(as, type))).toBe(false)
    }
  })
})
