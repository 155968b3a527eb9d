import { type ConversationId, type DeviceId, directMembers, lastHeard, type Member } from '@parley/domain'
import { Refusal } from '@parley/protocol'
import { readUpTo } from '../conversation/read-position.ts'
import { wireSettings } from '../conversation/wire-row.ts'
import { given } from '../given.ts'
import type { Choice, InboxRow, Speaker } from '../ports.ts'
import type { Operation, OperationContext } from './operation.ts'
import { placeOf } from './place.ts'

/** What this person chooses for one conversation. Each part is kept by itself, so a repetition changes nothing more. */
export const putChat: Operation<'putChat'> = async ({ path, body }, context) => {
  const { user, inbox, now } = context
  const conversation = path.conversation as ConversationId
  const { device, blocked, ...rest } = body
  const choice: Choice = given(rest)
  const speaker = { user, device: device as DeviceId }
  const { member } = await placeOf(context, conversation, user)
  if (blocked !== undefined && !isWithAnother(conversation)) throw new Refusal('FORBIDDEN')

  let row: InboxRow | undefined
  if (Object.keys(choice).length > 0) {
    const kept = await withClearing(context, speaker, conversation, member, choice)
    row = await inbox.choose(speaker, conversation, kept, now())
  }
  if (blocked === true) row = await inbox.block(speaker, conversation, now())
  if (blocked === false) row = await unblock(context, speaker, conversation)
  row ??= await inbox.row(user, conversation)
  return { settings: row ? wireSettings(row, now()) : { version: 0 } }
}

/** Blocking is between two. */
function isWithAnother(conversation: ConversationId): boolean {
  const pair = directMembers(conversation)
  return pair !== undefined && pair[0] !== pair[1]
}

/**
 * A choice with `clearedUpTo` cut to where the log ends for this person. What is cleared need not be read any more:
 * it counts as read from here on, which nobody else is told.
 */
async function withClearing(
  { log, inbox, now }: OperationContext,
  speaker: Speaker,
  conversation: ConversationId,
  member: Member,
  { clearedUpTo, ...choice }: Choice,
): Promise<Choice> {
  if (clearedUpTo === undefined) return choice
  const head = await log.head(conversation)
  const end = Math.min(clearedUpTo, lastHeard(member) ?? head.seq)
  if (end === 0) return choice
  const { read, readN } = await readUpTo(log, conversation, end, head)
  await inbox.mark(speaker, conversation, { delivered: read, read, readN }, false, now())
  return { ...choice, clearedUpTo: end }
}

/** Ends a block at the end of the log. What is written meanwhile is heard, unless fan-out has kept it from the row before. */
async function unblock(
  { log, inbox, now }: OperationContext,
  speaker: Speaker,
  id: ConversationId,
): Promise<InboxRow> {
  const { seq } = await log.head(id)
  return inbox.unblock(speaker, id, seq, now())
}
