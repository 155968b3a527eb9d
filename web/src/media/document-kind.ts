/** What a document is to those who look for it; also the name of its colour. */
export type DocumentKind =
  | 'pdf'
  | 'words'
  | 'sheet'
  | 'slides'
  | 'archive'
  | 'picture'
  | 'film'
  | 'sound'
  | 'other'

const ENDINGS: Readonly<Record<Exclude<DocumentKind, 'other'>, readonly string[]>> = {
  pdf: ['pdf'],
  words: ['txt', 'md', 'doc', 'docx', 'odt', 'rtf', 'pages', 'epub'],
  sheet: ['csv', 'xls', 'xlsx', 'ods', 'numbers'],
  slides: ['ppt', 'pptx', 'odp', 'key'],
  archive: ['zip', 'gz', 'tar', 'tgz', '7z', 'rar', 'xz', 'bz2'],
  picture: ['jpg', 'jpeg', 'png', 'gif', 'webp', 'avif', 'heic', 'svg', 'bmp', 'tif', 'tiff'],
  film: ['mp4', 'mov', 'webm', 'mkv', 'avi', '3gp'],
  sound: ['mp3', 'm4a', 'ogg', 'opus', 'wav', 'flac', 'aac'],
}

/** By the ending of its name, as whoever opens it goes by that. */
export function documentKind(ending: string): DocumentKind {
  const letters = ending.replace('.', '').toLowerCase()
  const found = Object.entries(ENDINGS).find(([, endings]) => endings.includes(letters))
  return (found?.[0] as DocumentKind | undefined) ?? 'other'
}
