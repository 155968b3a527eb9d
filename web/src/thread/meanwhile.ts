import type { Message, Outgoing } from '@parley/client'

const CHANGING: ReadonlySet<Outgoing['kind']> = new Set(['edit', 'delete', 'react'])

/** Messages as they will be once what is done to them has left this device: an edit shows at once, network or not. */
export function asMeant(
  messages: readonly Message[],
  pending: readonly Outgoing[],
  me: Message['from'] | undefined,
): readonly Message[] {
  const deeds = pending.filter(({ kind, status }) => CHANGING.has(kind) && status !== 'failed')
  if (deeds.length === 0) return messages
  return messages.map((message) =>
    deeds.filter(({ target }) => target === message.seq).reduce((now, deed) => after(now, deed, me), message),
  )
}

function after(message: Message, { kind, text, emoji }: Outgoing, me: Message['from'] | undefined): Message {
  if (message.kind !== 'message') return message
  if (kind === 'edit') {
    const { preview, long, ...rest } = message
    return { ...rest, text, edited: true }
  }
  if (kind === 'delete') {
    const { text: said, preview, long, media, reactions, ...rest } = message
    return { ...rest, kind: 'deleted' }
  }
  if (kind !== 'react' || me === undefined) return message
  const { [me]: mine, ...others } = message.reactions ?? {}
  return { ...message, reactions: emoji === undefined ? others : { ...others, [me]: emoji } }
}
