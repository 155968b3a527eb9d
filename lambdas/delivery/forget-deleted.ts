import type { ConversationId, Entry } from '@parley/domain'
import { textKeyOf } from '../conversation/digest.ts'
import type { MediaItems, MessageLog, Texts } from '../ports.ts'

type Batch = { readonly conversation: ConversationId; readonly entries: readonly Entry[] }

type Forgetting = {
  readonly log: MessageLog
  readonly texts: Texts
  readonly media: Pick<MediaItems, 'remove'>
}

/**
 * Forgets the long texts of messages that were deleted for everyone, and of their edits, and the files that they brought
 * along. The entries have lost what they say with the deletion itself, and nobody is shown a text or a file without its
 * entry; what is left of it here goes with the stream, so that a function that dies in between leaves nothing behind
 * for good.
 */
export async function forgetDeleted(
  { conversation, entries }: Batch,
  { log, texts, media }: Forgetting,
): Promise<void> {
  const targets = entries.flatMap(({ body }) => (body.kind === 'deletion' ? [body.target] : []))
  if (targets.length === 0) return
  const read = (positions: readonly number[]) =>
    positions.length === 0 ? [] : log.at(positions.map((seq) => ({ conversation, seq })))
  const deleted = await read([...new Set(targets)])
  const edits = await Promise.all(deleted.map((message) => read(message.edits ?? [])))
  const scrubbed = [...deleted, ...edits.flat()].filter(isScrubbed)
  await Promise.all([
    ...scrubbed.map((entry) => texts.remove(textKeyOf(entry))),
    ...scrubbed.map(({ file }) => file && media.remove(file)),
  ])
}

/** What it was is not known any more: it may have been long. */
function isScrubbed({ body }: Entry): boolean {
  return body.kind === 'deleted' || (body.kind === 'edit' && body.content.kind === 'deleted')
}
