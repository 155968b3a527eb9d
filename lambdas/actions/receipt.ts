import { type ConversationId, EMPTY_HEAD, type Entry, lastHeard, type Member } from '@parley/domain'
import type { ActionRequest } from '@parley/protocol'
import { mustHear } from '../conversation/membership.ts'
import { readUpTo } from '../conversation/read-position.ts'
import type { Mark } from '../ports.ts'
import type { Action, ActionContext } from './action.ts'

type Receipt = { readonly conversation: ConversationId; readonly delivered: number; readonly read: number }
type Said = ActionRequest<'receipt'>['receipts'][number]

/**
 * Moves this person's watermarks. What lies beyond the end of a log, or of the person's span of it, is cut to that;
 * what is behind changes nothing. None is moved if one of the conversations is not the speaker's.
 */
export const receipt: Action<'receipt'> = async (request, context) => {
  const speaker = await context.speaker()
  const receipts = joined(request.receipts)
  await Promise.all(receipts.map(({ conversation }) => mustHear(context, conversation, speaker.user)))

  const [marks, isShown] = await Promise.all([
    marksFor(context, speaker.user, receipts),
    receipts.some(({ read }) => read > 0) && showsReading(context, speaker.user),
  ])
  const now = context.now()
  await Promise.all(
    marks.map(([conversation, mark]) => context.inbox.mark(speaker, conversation, mark, isShown, now)),
  )
  return {}
}

/** One receipt a conversation: what has been read has been delivered. */
function joined(receipts: readonly Said[]): Receipt[] {
  const byConversation = new Map<ConversationId, Receipt>()
  for (const { conversation: id, delivered = 0, read = 0 } of receipts) {
    const conversation = id as ConversationId
    const other = byConversation.get(conversation)
    byConversation.set(conversation, {
      conversation,
      delivered: Math.max(delivered, read, other?.delivered ?? 0),
      read: Math.max(read, other?.read ?? 0),
    })
  }
  return [...byConversation.values()]
}

/** Whether there is anybody who is told; whom exactly, is decided when it is told. */
async function showsReading({ settings }: ActionContext, user: Member['user']): Promise<boolean> {
  return (await settings.of([user])).get(user)?.readReceipts !== 'nobody'
}

/** Holds each receipt against its log: the positions must exist, and the read one tells how much was read. */
async function marksFor(
  context: ActionContext,
  user: Member['user'],
  receipts: readonly Receipt[],
): Promise<(readonly [ConversationId, Mark])[]> {
  const entries = await context.log.at(receipts.flatMap(positionsOf))
  const found = Map.groupBy(entries, ({ conversation }) => conversation)
  return Promise.all(
    receipts.map(async (one) => {
      const mark = await markFor(context, user, one, found.get(one.conversation) ?? [])
      return [one.conversation, mark] as const
    }),
  )
}

function positionsOf({ conversation, delivered, read }: Receipt) {
  return [...new Set([delivered, read])].filter((seq) => seq > 0).map((seq) => ({ conversation, seq }))
}

async function markFor(
  context: ActionContext,
  user: Member['user'],
  { conversation, delivered, read }: Receipt,
  entries: readonly Entry[],
): Promise<Mark> {
  // What stands at the positions says which list of members knows who hears them: none older may judge.
  const endAsOf = async (epoch: number) =>
    lastHeard((await mustHear(context, conversation, user, epoch)).member) ?? Number.POSITIVE_INFINITY
  const at = (seq: number) => (seq === 0 ? EMPTY_HEAD : entries.find((entry) => entry.seq === seq))
  const [last, lastRead] = [at(delivered), at(read)]
  if (last && lastRead && delivered <= (await endAsOf(last.epoch))) {
    return { delivered, read, readN: lastRead.n }
  }
  const head = await context.log.head(conversation)
  const end = Math.min(head.seq, await endAsOf(head.epoch))
  const hasRead = await readUpTo(context.log, conversation, Math.min(read, end), head)
  return { ...hasRead, delivered: Math.max(hasRead.read, Math.min(delivered, end)) }
}
