import type { MediaId } from '@parley/domain'

/**
 * The folders of the bucket of files; an object lies in each under its file's id. What a device brought up, what readers
 * get instead of a compressed image, its small picture, and what was made of it as JSON (a `Rendition`), written last.
 */
export const MEDIA_FOLDERS = {
  original: 'original/',
  display: 'display/',
  thumbnail: 'thumbnail/',
  rendition: 'rendition/',
} as const

export type MediaFolder = keyof typeof MEDIA_FOLDERS

export function mediaKey(folder: MediaFolder, media: MediaId): string {
  return `${MEDIA_FOLDERS[folder]}${media}`
}

/** Which file an object is of; undefined for a key that is none of these. */
export function fileOfKey(
  key: string,
): { readonly folder: MediaFolder; readonly media: MediaId } | undefined {
  const [name = '', media = '', ...rest] = key.split('/')
  if (rest.length > 0 || media === '' || !Object.hasOwn(MEDIA_FOLDERS, name)) return undefined
  return { folder: name as MediaFolder, media: media as MediaId }
}
