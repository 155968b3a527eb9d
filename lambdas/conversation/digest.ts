import { createHash } from 'node:crypto'
import type { Body, Draft, Entry, Media, MessageBody } from '@parley/domain'
import type { TextKey } from '../ports.ts'

/** A message as a device asks for it: it names a file, of which the server knows the rest. */
export type AskedMessage = Without<MessageBody, 'media'> & { readonly media?: Pick<Media, 'media'> }
type Without<Union, Name extends string> = Union extends unknown ? Omit<Union, Name> : never
type AskedBody = Exclude<Body, MessageBody> | AskedMessage
/** What a device asks to be appended: what was appended then has the same ids, and the same digest. */
export type Asked = Omit<Draft, 'body'> & { readonly body: AskedBody }

/**
 * SHA-256 of what a device asked to be appended, hex: tells a retry from another body under the same client
 * id, also when the body has been deleted since. Mentions do not count: of those, only members are kept. Of a file
 * only its id does: the rest is what the server has found out about it.
 */
export function digestOf(body: AskedBody): string {
  const { mentions: _, media, ...said } = body as AskedMessage
  const counted = media ? { ...said, media: media.media } : said
  return createHash('sha256').update(canonical(counted)).digest('hex')
}

/** The digest of an entry's body as it was first sent. */
export function firstDigestOf({ digest, body }: Pick<Entry, 'digest' | 'body'>): string {
  return digest ?? digestOf(body)
}

/** Where a message's or an edit's long text lies: still to be told when the entry no longer says anything. */
export function textKeyOf(entry: Draft & Pick<Entry, 'at' | 'digest'>): TextKey {
  const { conversation, from, device, clientId, at, expires } = entry
  return {
    conversation,
    from,
    device,
    clientId,
    digest: firstDigestOf(entry),
    ...(expires !== undefined && { lifetime: expires - at }),
  }
}

/** JSON with sorted keys, whatever order an object was made in. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => {
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return part
    return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
  })
}
