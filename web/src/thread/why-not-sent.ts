import type { MediaKind, Outgoing } from '@parley/client'

type Failed = Pick<Outgoing, 'error' | 'upload'>

const SHOWN_AS: Readonly<Partial<Record<MediaKind, string>>> = {
  image: 'photo',
  video: 'video',
  audio: 'sound',
  voice: 'voice message',
}

/** Where the error's own words are about more than messages. */
const WORDS: Readonly<Record<string, string>> = {
  FORBIDDEN: 'You may not write here.',
  NOT_FOUND: 'You may not write here.',
  OUTBOX_EXPIRED: 'There was no connection for too long.',
}

/** What a file was sent as and turned out not to be; as a document it can still be sent. */
export function notReally({ error, upload }: Failed): string | undefined {
  const kind = upload?.about?.kind
  return error?.code === 'BAD_MEDIA' && kind ? SHOWN_AS[kind] : undefined
}

/** Why a message has failed, in words for whoever wrote it. */
export function whyNotSent(sent: Failed): string {
  const { code = '', message = 'Not sent.' } = sent.error ?? {}
  const what = notReally(sent)
  return what ? `This is no ${what} that can be shown.` : (WORDS[code] ?? message)
}
