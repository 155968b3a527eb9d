import { createHash } from 'node:crypto'
import {
  type Body,
  type ClientId,
  type ConversationId,
  codePoints,
  type DeviceId,
  type Draft,
  EMPTY_HEAD,
  type Entry,
  fitsInline,
  type Head,
  type Member,
  mayHear,
  preview,
  textFault,
} from '@parley/domain'
import { HISTORY_PAGE_DEFAULT, HISTORY_PAGE_MAX, Refusal } from '@parley/protocol'
import { aheadOf, append } from '../conversation/append.ts'
import { mustExist, mustHear, mustSpeak } from '../conversation/membership.ts'
import { wireEntry } from '../conversation/wire-entry.ts'
import type { MessageLog, TextKey } from '../ports.ts'
import type { Operation } from './operation.ts'

/** Appends a text of any allowed length. A long one is stored first: an entry never points at nothing. */
export const sendLong: Operation<'sendLong'> = async ({ path, body }, context) => {
  const { user, log, tails, members, profiles, texts, now } = context
  const conversation = path.conversation as ConversationId
  if (textFault(body.text)) throw new Refusal('BAD_TEXT')
  await mustSpeak(members, conversation, user)

  const ahead = await aheadOf(log, tails, conversation, body.after)
  if (ahead.tail.seq === 0) await mustExist(members, profiles, conversation)
  const draft: Draft = {
    conversation,
    from: user,
    device: body.device as DeviceId,
    clientId: body.clientId as ClientId,
    body: bodyOf(body.text),
  }
  if (draft.body.kind === 'long-text') await texts.put(textKey(draft, draft.body), body.text)
  const { seq, n, at } = await append(log, tails, draft, ahead, now)
  return { seq, n, at }
}

/** A page of history, and where the log ends. */
export const listEntries: Operation<'listEntries'> = async ({ path, query }, { user, log, members }) => {
  const conversation = path.conversation as ConversationId
  const member = await mustHear(members, conversation, user)
  if (query.before !== undefined && query.after !== undefined) {
    throw new Refusal('BAD_REQUEST', 'before and after: only one of them')
  }
  const limit = Math.min(query.limit ?? HISTORY_PAGE_DEFAULT, HISTORY_PAGE_MAX)
  const [{ entries }, head] = await Promise.all([
    query.after === undefined
      ? log.below(conversation, below(member, query.before), limit)
      : log.from(conversation, Math.max(query.after, member.after) + 1, limit, true),
    headFor(member, conversation, log),
  ])
  const heard = entries.filter((entry) => mayHear(member, entry.seq))
  const last = heard.at(-1)?.seq
  const more = last !== undefined && (query.after === undefined ? last > member.after + 1 : last < head.seq)
  return { entries: heard.map(wireEntry), head: latest(head, heard), more }
}

/** The page and the head are read side by side, so the page may already hold what came after. */
function latest(head: Head, entries: readonly Entry[]): Head {
  return entries.reduce<Head>((last, { seq, n }) => (seq > last.seq ? { seq, n } : last), head)
}

/** Where reading backwards begins: no later than a member's span ends. */
function below({ until }: Member, before: number | undefined): number | undefined {
  return until === undefined ? before : Math.min(before ?? until + 1, until + 1)
}

/** Where a conversation ends for a member: at the end of its log, or of the member's span. */
async function headFor({ until }: Member, conversation: ConversationId, log: MessageLog): Promise<Head> {
  if (until === undefined) return log.head(conversation)
  const [{ seq, n } = EMPTY_HEAD] = await log.at([{ conversation, seq: until }])
  return { seq, n }
}

export const getText: Operation<'getText'> = async ({ path }, { user, log, members, texts }) => {
  const conversation = path.conversation as ConversationId
  const member = await mustHear(members, conversation, user)
  if (!mayHear(member, path.seq)) throw new Refusal('NOT_FOUND')
  const [entry] = await log.at([{ conversation, seq: path.seq }])
  if (!entry) throw new Refusal('NOT_FOUND')
  if (entry.body.kind === 'text') return { text: entry.body.text }
  return { text: await texts.get(textKey(entry, entry.body)) }
}

function bodyOf(text: string): Body {
  if (fitsInline(text)) return { kind: 'text', text }
  const bytes = Buffer.from(text)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  return {
    kind: 'long-text',
    preview: preview(text),
    long: { chars: codePoints(text), bytes: bytes.length, sha256 },
  }
}

function textKey(
  { conversation, from, device, clientId }: Draft | Entry,
  body: Body & { kind: 'long-text' },
): TextKey {
  return { conversation, from, device, clientId, sha256: body.long.sha256 }
}
