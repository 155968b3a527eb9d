import { kindOfFile } from '@parley/client'

/** Beyond this no server takes a file. */
export const BYTES_MAX = 2 * 1024 ** 3

/** Why a file cannot be sent; undefined if it can, as far as can be said before. */
export function problemOf({ name, size, type }: Pick<File, 'name' | 'size' | 'type'>): string | undefined {
  if (size === 0) return type === '' && !name.includes('.') ? 'A folder cannot be sent' : 'Empty'
  return size > BYTES_MAX ? 'Too large: at most 2 GB' : undefined
}

/** Whether it is shown in the conversation, unless it is to go as it is. Others can only be saved. */
export function isShown({ type }: Pick<File, 'type'>): boolean {
  return kindOfFile({ type }) !== 'document'
}

/** Whether it looks like a picture or a film and is still sent as a document, which is worth saying. */
export function isOnlySaved(file: Pick<File, 'type'>): boolean {
  return /^(image|video|audio)\//.test(file.type) && !isShown(file)
}
