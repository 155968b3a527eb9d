import {
  type ConversationId,
  directMembers,
  EMPTY_HEAD,
  type Entry,
  type Head,
  lastHeard,
  type UserId,
} from '@parley/domain'
import type { World } from '../world.ts'
import {
  coveredBackwards,
  coveredForwards,
  mayRead,
  type Range,
  type Reader,
  readableAfter,
  readableUpTo,
} from './history.ts'
import { mustHear } from './membership.ts'
import { versionsFor } from './version.ts'

type Reading = Pick<World, 'log' | 'inbox' | 'known' | 'conversations' | 'now'> & { readonly user: UserId }
/** Newest first below `before` or from the end; oldest first behind `after`. */
export type Asked = {
  readonly before?: number | undefined
  readonly after?: number | undefined
  readonly limit: number
}
export type HistoryPage = Range & {
  readonly entries: Entry[]
  /** Where the log ends for this reader. */
  readonly head: Pick<Head, 'seq' | 'n'>
  /** Whether there is more in the direction that was asked for. */
  readonly more: boolean
}

/**
 * A page of a conversation's log as this person may read it. Who that is follows from the conversation as it was
 * under the last entry that was read, or later: nothing is shown by a membership that has ended. What was done to its
 * messages behind that entry is not shown yet.
 */
export async function pageFor(world: Reading, id: ConversationId, asked: Asked): Promise<HistoryPage> {
  const { log, inbox, user, now } = world
  const [row, membership] = await Promise.all([inbox.row(user, id), mustHear(world, id, user)])
  for (let known = membership; ; ) {
    const reader: Reader = { member: known.member, row }
    const [read, tail] = await Promise.all([readFrom(world, id, reader, asked), log.head(id)])
    const heads = [tail, ...read.entries]
    const epoch = Math.max(...heads.map((head) => head.epoch))
    if (directMembers(id) || epoch <= known.conversation.version) {
      const head = await endFor(world, id, reader, heads)
      const range = coveredBy(reader, asked, read, head.seq)
      const readable = read.entries.filter((entry) => mayRead(reader, entry, now()))
      const upTo = Math.max(...heads.map(({ seq }) => seq))
      const entries = await versionsFor(log, reader, readable, upTo)
      return { entries, ...range, head, more: isMore(asked, range, head.seq) }
    }
    known = await mustHear(world, id, user, epoch)
  }
}

type Read = { readonly start: number | undefined; readonly entries: Entry[]; readonly more: boolean }

async function readFrom({ log }: Reading, id: ConversationId, reader: Reader, asked: Asked): Promise<Read> {
  if (asked.after !== undefined) {
    const start = readableAfter(reader, asked.after)
    const page = start === undefined ? NO_PAGE : await log.from(id, start, asked.limit, true)
    return { start, ...page }
  }
  const start = readableUpTo(reader, (asked.before ?? Number.POSITIVE_INFINITY) - 1)
  if (start === undefined) return { start, ...NO_PAGE }
  return { start, ...(await log.below(id, start === Infinity ? undefined : start + 1, asked.limit)) }
}
const NO_PAGE = { entries: [], more: false }

function coveredBy(reader: Reader, { before, after }: Asked, read: Read, end: number): Range {
  if (after !== undefined) return coveredForwards(reader, after, read.start, read.entries, end)
  const top = Math.min((before ?? Number.POSITIVE_INFINITY) - 1, end)
  return coveredBackwards(reader, top, read.entries, !read.more)
}

/** A page read backwards ends at the beginning of the log, one read forwards at its end. */
function isMore({ after }: Asked, { first, last }: Range, end: number): boolean {
  return after === undefined ? first > 1 : last > 0 && last < end
}

/**
 * Where the log ends for a reader: for who has left, with its span. The page and the tail are read side by side,
 * so the page may already hold what came after.
 */
async function endFor(
  { log }: Reading,
  conversation: ConversationId,
  { member }: Reader,
  heads: readonly Head[],
): Promise<Pick<Head, 'seq' | 'n'>> {
  const until = lastHeard(member)
  const [end = EMPTY_HEAD] =
    until === undefined
      ? heads.toSorted((a, b) => b.seq - a.seq)
      : await log.at([{ conversation, seq: until }])
  return { seq: end.seq, n: end.n }
}
