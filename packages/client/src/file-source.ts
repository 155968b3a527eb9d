import { ParleyError } from './error.ts'
import type { FileSource } from './media-api.ts'

/** A file to be read piece by piece: never more of it is in memory than is asked for. */
export type Source = {
  /** Its length. */
  readonly bytes: number
  readonly type: string
  readonly name: string | undefined
  /** From one position to another, exclusive. Rejects with `BAD_MEDIA` for a file that is no longer to be had. */
  read(from: number, to: number): Promise<Uint8Array<ArrayBuffer>>
}

export function sourceOf(file: FileSource): Source {
  // A Blob may have `bytes` as well, as a method.
  if (!('slice' in file)) {
    const { bytes, type, name } = file
    return { bytes: bytes.length, type, name, read: async (from, to) => bytes.subarray(from, to) }
  }
  return {
    bytes: file.size,
    type: file.type,
    name: (file as { name?: string }).name,
    read: async (from, to) => {
      try {
        return new Uint8Array(await file.slice(from, to).arrayBuffer())
      } catch (cause) {
        throw new ParleyError('BAD_MEDIA', { detail: 'the file cannot be read', cause })
      }
    },
  }
}
