import type { ConversationId, MediaKind } from '@parley/domain'
import type { OperationBody } from '@parley/protocol'
import { FILE_NAME_CHARS_MAX, MEDIA_BYTES_MAX } from '@parley/protocol/limits'
import { ParleyError } from './error.ts'
import { type Source, sourceOf } from './file-source.ts'
import { given } from './given.ts'
import type { Attachment } from './media-api.ts'
import type { Message } from './message.ts'

/** What the server is told of a file: always the same for the same client id. `checksums` once they are known. */
export type Announced = Omit<OperationBody<'createUpload'>, 'device' | 'checksums'> & {
  readonly checksums?: string[]
}

/** How a message gets its file, as storage keeps it: it is brought up, or copied from another message. */
export type UploadRecord =
  | {
      readonly file: Announced
      /** A video's, until it is up. */
      readonly poster?: Announced
    }
  | {
      readonly copied: { readonly conversation: ConversationId; readonly seq: number; readonly bytes: number }
      readonly clientId: string
    }

/** A file that is to go up: what will be stored of it, and the bytes themselves. */
export type Luggage = {
  readonly record: UploadRecord
  readonly source?: Source
  readonly poster?: Source | undefined
}

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

/** Says of an attachment what the server wants to know. Throws `BAD_MEDIA` for an empty file, or one too large for any server. */
export function packed(
  { file, poster, ...said }: Attachment,
  conversation: ConversationId | undefined,
  newId: () => string,
): Luggage {
  const source = sourceOf(file)
  const described = announced(source, said, conversation, newId())
  if (!poster || described.kind !== 'video') return { record: { file: described }, source }
  const image = sourceOf(poster)
  const record = {
    file: described,
    poster: announced(image, { kind: 'image' }, conversation, newId()),
  }
  return { record, source, poster: image }
}

/** The file of another message, to be copied. */
export function copied({ conversation, seq, media }: Message, newId: () => string): Luggage {
  return { record: { copied: { conversation, seq, bytes: media?.bytes ?? 0 }, clientId: newId() } }
}

/** What a file would be sent as, unless it is said otherwise. */
export function kindOfFile({ type }: { readonly type: string }): MediaKind {
  return kindOf(typeOf(type))
}

function announced(
  { bytes, type, name }: Source,
  said: Omit<Attachment, 'file' | 'poster'>,
  conversation: ConversationId | undefined,
  clientId: string,
): Announced {
  if (bytes === 0) throw new ParleyError('BAD_MEDIA', { detail: 'an empty file' })
  if (bytes > MEDIA_BYTES_MAX)
    throw new ParleyError('BAD_MEDIA', { detail: `bytes: at most ${MEDIA_BYTES_MAX}` })
  const known = typeOf(type)
  const kind = said.kind ?? kindOf(known)
  const { width, height, duration, waveform, compressed = true } = said
  return {
    clientId,
    kind,
    type: known,
    bytes,
    ...given({
      conversation,
      name: nameOf(said.name ?? name),
      compressed: kind === 'image' ? compressed : undefined,
      width: whole(width),
      height: whole(height),
      duration: whole(duration),
      waveform: waveform?.map(Math.round),
    }),
  }
}

function typeOf(said: string): string {
  const [type = ''] = said.toLowerCase().split(';')
  const plain = type.trim().replace(/^(image|audio|video)\/x-/, '$1/')
  return SAME[plain] ?? (TYPE.test(plain) ? plain : 'application/octet-stream')
}

function kindOf(type: string): MediaKind {
  const [, ...kinds] = SHOWN.exec(type) ?? []
  return (kinds.find((kind) => kind) as MediaKind | undefined) ?? 'document'
}

function nameOf(name: string | undefined): string | undefined {
  return name ? [...name].slice(0, FILE_NAME_CHARS_MAX).join('') : undefined
}

function whole(number: number | undefined): number | undefined {
  return number === undefined ? undefined : Math.round(number)
}
