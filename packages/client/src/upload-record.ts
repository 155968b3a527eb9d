import type { ConversationId } from '@parley/domain'
import type { OperationBody } from '@parley/protocol'
import { FILE_NAME_CHARS_MAX, MEDIA_BYTES_MAX } from '@parley/protocol/limits'
import { ParleyError } from './error.ts'
import { type Source, sourceOf } from './file-source.ts'
import { given } from './given.ts'
import { kindOf, typeOf } from './kind-of-file.ts'
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

function nameOf(name: string | undefined): string | undefined {
  return name ? [...name].slice(0, FILE_NAME_CHARS_MAX).join('') : undefined
}

function whole(number: number | undefined): number | undefined {
  return number === undefined ? undefined : Math.round(number)
}
