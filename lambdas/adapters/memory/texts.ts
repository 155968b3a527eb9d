import type { TextKey, Texts } from '../../ports.ts'
import { shelfFor } from '../../text-shelves.ts'

/** Long texts in memory, as the bytes that a store would keep. */
export function memoryTexts(): Texts {
  const texts = new Map<string, Buffer>()
  const keyOf = ({ conversation, from, device, clientId, digest, lifetime }: TextKey) =>
    [shelfFor(lifetime), conversation, from, device, clientId, digest].join(' ')

  return {
    async put(key, text) {
      texts.set(keyOf(key), Buffer.from(text))
    },
    async get(key) {
      const bytes = texts.get(keyOf(key))
      if (!bytes) throw new Error('There is no such text.')
      return bytes.toString()
    },
    async remove(key) {
      texts.delete(keyOf(key))
    },
  }
}
