import type { ConversationId } from '@parley/domain'
import { Refusal, SYNC_PAGE_MAX } from '@parley/protocol'
import { wireRow } from '../conversation/wire-row.ts'
import type { Operation } from './operation.ts'

/**
 * Rows are stamped with the clock of whoever wrote them. Looking this much further back than the cursor
 * covers clocks that differ and writes that were under way; a row seen twice does no harm.
 */
const MARGIN_MS = 60_000

/** Where a device's sync stands: everything changed before `since` is known to it; `resume` if a page was cut. */
type Cursor = { since: number; started: number; resume?: ConversationId }

export const sync: Operation<'sync'> = async ({ query }, { user, inbox, settings, now }) => {
  const cursor = query.cursor === undefined ? { since: 0, started: now() } : decode(query.cursor, now())
  const [{ rows, next }, chosen] = await Promise.all([
    inbox.changed(user, cursor.since - MARGIN_MS, cursor.resume, SYNC_PAGE_MAX),
    settings.of([user]),
  ])
  return {
    conversations: rows.map((row) => wireRow(row, now())),
    settings: chosen.get(user)!,
    cursor: encode(next ? { ...cursor, resume: next } : { since: cursor.started, started: 0 }),
    more: next !== undefined,
  }
}

function encode({ since, started, resume }: Cursor): string {
  return Buffer.from(JSON.stringify(resume ? [since, started, resume] : [since])).toString('base64url')
}

/** Reads a cursor back. It may be forged: it can only choose among the reader's own rows. Throws `BAD_CURSOR`. */
function decode(text: string, now: number): Cursor {
  const [since, started, resume, ...rest] = parts(text)
  const isTime = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0
  if (!isTime(since) || rest.length > 0) throw new Refusal('BAD_CURSOR')
  if (resume === undefined && started === undefined) return { since: since as number, started: now }
  if (!isTime(started) || typeof resume !== 'string' || !/^[a-z0-9_]{4,80}$/.test(resume))
    throw new Refusal('BAD_CURSOR')
  return { since: since as number, started: started as number, resume: resume as ConversationId }
}

function parts(text: string): unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString())
    if (Array.isArray(value)) return value
  } catch {}
  throw new Refusal('BAD_CURSOR')
}
