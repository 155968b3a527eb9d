import { type ConversationId, type DeviceId, isCountable } from '@parley/domain'
import { MARKS_PAGE_MAX, Refusal } from '@parley/protocol'
import { heardAt } from '../conversation/target.ts'
import { given } from '../given.ts'
import type { Operation } from './operation.ts'
import { placeOf } from './place.ts'

/** A message that was deleted may still be hidden, to have its place gone as well. */
export const putMark: Operation<'putMark'> = async ({ path, body }, context) => {
  const { user, marks, now } = context
  const { starred, hidden, device } = body
  if (starred === undefined && hidden === undefined) {
    throw new Refusal('BAD_REQUEST', 'starred or hidden: one of them')
  }
  const conversation = path.conversation as ConversationId
  const { member } = await placeOf(context, conversation, user)
  const { body: content } = await heardAt(context, conversation, path.seq, member)
  if (!isCountable(content)) throw new Refusal('NOT_FOUND')
  const mark = given({ starred, hidden })
  const speaker = { user, device: device as DeviceId }
  return { marked: await marks.put(speaker, conversation, path.seq, mark, now()) }
}

export const listMarks: Operation<'listMarks'> = async ({ path, query }, context) => {
  const { user, marks } = context
  const conversation = path.conversation as ConversationId
  await placeOf(context, conversation, user)
  const found = await marks.list(user, conversation, query.after ?? 0, MARKS_PAGE_MAX + 1)
  return { marks: found.slice(0, MARKS_PAGE_MAX), more: found.length > MARKS_PAGE_MAX }
}
