import { MAX_TEXT_CHARS } from '@parley/domain'
import { expect, it } from 'vitest'
import type { TextKey, Texts } from '../../lambdas/ports.ts'
import { newClientId, newPair } from '../fixtures/people.ts'

/** What every Texts guarantees. */
export function textsContract(open: () => Texts): void {
  const newKey = (): TextKey => {
    const { ada, conversation } = newPair()
    return {
      conversation,
      from: ada.user,
      device: ada.device,
      clientId: newClientId(),
      digest: 'a'.repeat(64),
    }
  }

  it.each([
    ['100,000 four-byte characters', '\u{1f600}'.repeat(MAX_TEXT_CHARS)],
    ['NUL, control characters and line ends', '\u0000a\r\n\u0001\u001f\u007f\u0000'],
    ['text that runs from right to left, and its marks', '\u202e\u05d0\u05d1\u200f\u061c abc \u202c'],
    ['combining characters, not composed', 'e\u0301 \u00e9 \u1100\u1161'],
    ['a byte order mark', '\ufefftext'],
    ['what looks like JSON and markup', '{"a":"\\u0000"} <script>&amp;</script>'],
  ])('gives back %s as they were put', async (_, text) => {
    const texts = open()
    const key = newKey()
    await texts.put(key, text)
    expect((await texts.get(key)) === text).toBe(true)
  })

  it('takes the same text twice', async () => {
    const texts = open()
    const key = newKey()
    await Promise.all([texts.put(key, 'text'), texts.put(key, 'text')])
    expect(await texts.get(key)).toBe('text')
  })

  it('keeps another body under the same client id apart', async () => {
    const texts = open()
    const key = newKey()
    const other = { ...key, digest: 'b'.repeat(64) }
    await texts.put(key, 'first')
    await texts.put(other, 'second')
    expect([await texts.get(key), await texts.get(other)]).toEqual(['first', 'second'])
  })

  it('fails for a text that was never put', async () => {
    await expect(open().get(newKey())).rejects.toThrow()
  })

  it('forgets a text, that one alone, and no matter if it is gone already', async () => {
    const texts = open()
    const key = newKey()
    const other = { ...key, digest: 'b'.repeat(64) }
    await texts.put(key, 'first')
    await texts.put(other, 'second')
    await texts.remove(key)
    await texts.remove(key)
    await expect(texts.get(key)).rejects.toThrow()
    expect(await texts.get(other)).toBe('second')
  })
}
