import { textFault } from '@parley/domain'
import type { SendOptions } from './conversation-api.ts'
import { ParleyError } from './error.ts'
import { GroupCommands } from './group-commands.ts'
import type { Attachment, Download, FileSource } from './media-api.ts'
import type { Message, Outgoing } from './message.ts'
import type { Deed } from './outbox-record.ts'
import { copied, type Luggage, packed } from './upload-record.ts'

type Words = Omit<Extract<Deed, { kind: 'message' }>, 'kind' | 'text'>

/** What the app does to a conversation's messages: all of it goes through the outbox. */
export abstract class Deeds extends GroupCommands {
  abstract text(message: Message): Promise<string>

  send(text: string, options?: SendOptions): Outgoing {
    checkText(text)
    return this.#send(text, words(options))
  }

  sendFile(attachment: Attachment, text = '', options?: SendOptions): Outgoing {
    if (text) checkText(text)
    return this.#send(text, words(options), packed(attachment, this.id, this.context.platform.id))
  }

  resume(sent: Outgoing, file: FileSource): Promise<void> {
    return this.context.outbox.resume(sent, file)
  }

  async download({ conversation, seq, media }: Message, refused?: Download): Promise<Download> {
    if (!media) throw new ParleyError('NOT_FOUND')
    return this.context.downloads.get(
      media.media,
      () => this.context.call('getMedia', { path: { conversation, seq } }) as Promise<Download>,
      refused,
    )
  }

  edit(message: Message, text: string): Outgoing {
    if (!message.mine || message.kind !== 'message') throw new ParleyError('NOT_FOUND')
    checkText(text)
    return this.#do({ kind: 'edit', target: message.seq, text })
  }

  deleteForEveryone(message: Message): Outgoing {
    const isLeader = this.about?.role === 'owner' || this.about?.role === 'admin'
    const isMine = message.mine || (this.kind === 'group' && isLeader)
    if (!isMine || message.kind !== 'message') throw new ParleyError('NOT_FOUND')
    return this.#do({ kind: 'delete', target: message.seq })
  }

  react({ seq: target }: Message, emoji: string | null): Outgoing {
    return this.#do({ kind: 'react', target, ...(emoji !== null && { emoji }) })
  }

  pin({ seq: target }: Message, isPinned = true): Outgoing {
    return this.#do({ kind: 'pin', target, pinned: isPinned })
  }

  async forward(message: Message): Promise<Outgoing> {
    const luggage = message.media && copied(message, this.context.platform.id)
    const text = await this.text(message)
    if (!luggage) checkText(text)
    return this.#send(text, { forwarded: true }, luggage)
  }

  #send(text: string, options: Words, luggage?: Luggage): Outgoing {
    const sent = this.#do({ kind: 'message', text, ...options }, luggage)
    this.writing.say('nothing')
    return sent
  }

  #do(deed: Deed, luggage?: Luggage): Outgoing {
    if (!this.context.me()) throw new ParleyError('SIGNED_OUT')
    const isOut = this.kind === 'group' && this.about && !this.about.role
    if (isOut || this.chosen.blocked) throw new ParleyError('FORBIDDEN')
    return this.context.outbox.add(this.id, deed, luggage)
  }
}

function words({ reply, mentions }: SendOptions = {}): Words {
  return {
    ...(reply && { reply: reply.seq }),
    ...(mentions && mentions.length > 0 && { mentions: [...mentions] }),
  }
}

function checkText(text: string): void {
  const fault = textFault(text)
  if (fault) throw new ParleyError('BAD_TEXT', { detail: fault })
}
