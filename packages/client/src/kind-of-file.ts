import type { MediaKind } from '@parley/domain'

/** What is shown inside a page; the server goes by what it finds in the file. Everything else is a document. */
const SHOWN =
  /^(?:(image)\/(?:jpeg|png|gif|webp|avif|heic)|(video)\/(?:mp4|webm|quicktime|3gpp)|(audio)\/(?:mp4|webm|mpeg|ogg|wav|flac|aac|3gpp))$/
/** Other names that devices have for these types. */
const SAME: Readonly<Record<string, string>> = {
  'image/jpg': 'image/jpeg',
  'audio/m4a': 'audio/mp4',
  'audio/mp3': 'audio/mpeg',
  'audio/wave': 'audio/wav',
}
const TYPE = /^[a-z]+\/[a-z0-9.+-]{1,60}$/

/** What a file would be sent as, unless it is said otherwise. */
export function kindOfFile({ type }: { readonly type: string }): MediaKind {
  return kindOf(typeOf(type))
}

/** A media type as the server writes it, of what a device says. */
export function typeOf(said: string): string {
  const [type = ''] = said.toLowerCase().split(';')
  const plain = type.trim().replace(/^(image|audio|video)\/x-/, '$1/')
  return SAME[plain] ?? (TYPE.test(plain) ? plain : 'application/octet-stream')
}

/** What the server takes a type for, unless it is said otherwise. */
export function kindOf(type: string): MediaKind {
  const [, ...kinds] = SHOWN.exec(type) ?? []
  return (kinds.find((kind) => kind) as MediaKind | undefined) ?? 'document'
}
