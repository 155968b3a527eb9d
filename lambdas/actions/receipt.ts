import type { ConversationId, Entry } from '@parley/domain'
import { mustHear } from '../conversation/membership.ts'
import type { Mark, MessageLog } from '../ports.ts'
import type { Action } from './action.ts'

type Receipt = { conversation: ConversationId; delivered: number; read: number }

/** Moves this person's watermarks. What lies beyond the end of a log is cut to it; what is behind changes nothing. */
export const receipt: Action<'receipt'> = async (request, context) => {
  const speaker = await context.speaker()
  const receipts = request.receipts.map(({ conversation, delivered = 0, read = 0 }) => ({
    conversation: conversation as ConversationId,
    delivered: Math.max(delivered, read),
    read,
  }))
  await Promise.all(receipts.map((one) => mustHear(context.members, one.conversation, speaker.user)))

  const marks = await marksFor(context.log, receipts)
  for (const [index, { conversation }] of receipts.entries()) {
    await context.inbox.mark(speaker, conversation, marks[index]!, context.now())
  }
  return {}
}

/** Holds each receipt against its log: the positions must exist, and the read one tells how much was read. */
async function marksFor(log: MessageLog, receipts: readonly Receipt[]): Promise<Mark[]> {
  const wanted = new Map<string, { conversation: ConversationId; seq: number }>()
  for (const { conversation, delivered, read } of receipts) {
    for (const seq of [delivered, read]) {
      if (seq > 0) wanted.set(`${conversation}/${seq}`, { conversation, seq })
    }
  }
  const entries = await log.at([...wanted.values()])
  const found = new Map(entries.map((entry) => [`${entry.conversation}/${entry.seq}`, entry]))
  return Promise.all(
    receipts.map((one) => markFor(log, one, (seq) => found.get(`${one.conversation}/${seq}`))),
  )
}

async function markFor(
  log: MessageLog,
  receipt: Receipt,
  at: (seq: number) => Entry | undefined,
): Promise<Mark> {
  const { conversation, delivered, read } = receipt
  const isReal = (seq: number) => seq === 0 || at(seq) !== undefined
  if (isReal(delivered) && isReal(read)) return { delivered, read, readN: at(read)?.n ?? 0 }
  const head = await log.head(conversation)
  // What lay beyond the end a moment ago may be real by now, so the entry is asked for again.
  const [entry] = await log.at([{ conversation, seq: Math.min(read, head.seq) }])
  return { delivered: Math.min(delivered, head.seq), read: entry?.seq ?? 0, readN: entry?.n ?? 0 }
}
