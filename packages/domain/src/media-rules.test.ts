import { describe, expect, test } from 'vitest'
import { type Announced, announcementFault, isShown, verdictOn } from './media-rules.ts'

const LIMITS = { most: 1_000, partBytes: 100 }
const announced = (more: Partial<Announced> = {}): Announced => ({
  kind: 'image',
  type: 'image/png',
  bytes: 100,
  checksums: ['sum'],
  ...more,
})
const text = (said: string) => new TextEncoder().encode(said)
const PNG = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)
const arrived = (beginning: Uint8Array, more = {}) => ({ bytes: 100, checksum: 'sum', beginning, ...more })

describe('a file may be announced', () => {
  test.each<[string, Partial<Announced>]>([
    ['as a picture', {}],
    ['as one to be made smaller', { compressed: true }],
    ['in parts, with a checksum each', { bytes: 201, checksums: ['a', 'b', 'c'] }],
    ['as the largest there may be', { bytes: 1_000, checksums: Array(10).fill('a') }],
    ['as a document of any type', { kind: 'document', type: 'text/html' }],
    ['as a film with a poster', { kind: 'video', type: 'video/mp4', poster: 'poster' }],
    ['as a voice message', { kind: 'voice', type: 'audio/webm' }],
  ])('%s', (_, more) => {
    expect(announcementFault(announced(more), LIMITS)).toBeUndefined()
  })

  test.each<[string, Partial<Announced>, string]>([
    ['larger than may be', { bytes: 1_001, checksums: Array(11).fill('a') }, 'bytes'],
    ['as a picture of a type that bears script', { type: 'image/svg+xml' }, 'type'],
    ['as a picture that is a page', { type: 'text/html' }, 'type'],
    ['as a film that is a picture', { kind: 'video' }, 'type'],
    ['as a voice message that is a film', { kind: 'voice', type: 'video/mp4' }, 'type'],
    ['with a part too few', { bytes: 201, checksums: ['a', 'b'] }, 'checksums'],
    ['with a part too many', { checksums: ['a', 'b'] }, 'checksums'],
    ['as a document to be made smaller', { kind: 'document', compressed: true }, 'compressed'],
    ['as a picture with a poster', { poster: 'poster' }, 'poster'],
  ])('but not %s', (_, more, field) => {
    expect(announcementFault(announced(more), LIMITS)).toMatch(new RegExp(`^${field}:`))
  })
})

describe('what arrives', () => {
  test('is ready under the type found in it, whichever of its kind was announced', () => {
    expect(verdictOn(announced({ type: 'image/jpeg' }), arrived(PNG), 'sum')).toEqual({ found: 'image/png' })
  })

  test.each([
    ['a page dressed as a picture', text('<html><script>'), {}, 'no image'],
    ['SVG dressed as a picture', text('<svg onload="alert(1)"/>'), {}, 'no image'],
    ['a shorter file', PNG, { bytes: 99 }, 'length'],
    ['other bytes', PNG, { checksum: 'other' }, 'checksum'],
  ])('is refused if it is %s', (_, beginning, more, reason) => {
    expect(verdictOn(announced(), arrived(beginning, more), 'sum')).toEqual({
      reason: expect.stringContaining(reason),
    })
  })

  test.each([
    ['a page', 'text/html', text('<html>'), 'application/octet-stream'],
    ['SVG', 'image/svg+xml', text('<svg/>'), 'application/octet-stream'],
    ['script', 'text/javascript', text('alert(1)'), 'application/octet-stream'],
    ['a PDF', 'application/pdf', text('%PDF-1.7'), 'application/pdf'],
    ['a picture that says it is a page', 'text/html', PNG, 'image/png'],
  ])('as a document is ready whatever it is: %s', (_, type, beginning, found) => {
    expect(verdictOn(announced({ kind: 'document', type }), arrived(beginning), 'sum')).toEqual({ found })
  })
})

test.each([
  ['image', 'image/png', true],
  ['voice', 'audio/webm', true],
  ['image', 'image/svg+xml', false],
  ['image', 'text/html', false],
  ['document', 'image/png', false],
  ['document', 'application/pdf', false],
] as const)('%s of type %s is shown in a page: %s', (kind, type, expected) => {
  expect(isShown(kind, type)).toBe(expected)
})
