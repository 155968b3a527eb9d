import type { Entry } from '@parley/domain'
import type { Texts } from '../ports.ts'
import { type Amending, type Deleted, deleting, editsOf } from './amend.ts'
import { type Ahead, type Appending, append } from './append.ts'
import { textKeyOf } from './digest.ts'
import type { Judging } from './write.ts'

/**
 * Deletes a message for everyone, then forgets its long texts, and those of its edits. They go only after the
 * deletion stands: whoever tries it again, having had no answer, finds it and forgets them again.
 */
export async function deleteMessage(
  world: Appending & Judging & { readonly texts: Texts },
  draft: Amending<'deletion'>,
  ahead: Ahead,
): Promise<Entry> {
  let deleted: Deleted | undefined
  const compose = deleting(world, draft, (found) => {
    deleted = found
  })
  const entry = await append(world, draft, ahead, compose)
  const stood = deleted ? [deleted.target, ...deleted.edits] : await scrubbedBy(world, draft)
  const keys = stood.filter((one) => mayHaveText(one)).map((one) => textKeyOf(one))
  await Promise.all(keys.map((key) => world.texts.remove(key)))
  return entry
}

/** The same entries when an earlier try has taken their text: what it was is not known any more. */
async function scrubbedBy(world: Judging, { conversation, body }: Amending<'deletion'>): Promise<Entry[]> {
  const [target] = await world.log.at([{ conversation, seq: body.target }])
  return target ? [target, ...(await editsOf(world, target))] : []
}

/** What was deleted may have been long before. */
function mayHaveText({ body }: Entry): boolean {
  const said = body.kind === 'edit' ? body.content : body
  return said.kind !== 'text'
}
