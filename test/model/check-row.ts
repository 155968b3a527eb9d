import type { Entry, UserId } from '@parley/domain'
import type { WireInboxRow } from '@parley/protocol'
import { expect } from 'vitest'
import type { Said } from './item.ts'
import type { Reference } from './reference.ts'
import type { Run } from './run.ts'

/** Holds a person's inbox row against what it heard of the log, and against what its devices said. */
export function checkRow(
  row: WireInboxRow,
  user: UserId,
  hears: (seq: number) => boolean,
  run: Run,
  reference: Reference,
): void {
  const heard = reference.log.filter(({ seq }) => hears(seq))
  const last = heard.at(-1)
  // Behind what is heard may stand what a block hides: it is skipped.
  const head = run.variant.kind === 'direct' ? Math.max(row.head.seq, last?.seq ?? 0) : last?.seq
  expect(row.head, `head of ${user}`).toEqual({ seq: head ?? 0, n: reference.log[(head ?? 0) - 1]?.n ?? 0 })
  checkUnread(row, user, heard)
  checkWatermark(row, user, run, reference)
  checkPeer(row, user, run)
  checkPreview(row, user, heard, run, reference)
}

/** Unread is what others wrote behind the read position and this person may hear: no more and no less. */
function checkUnread(row: WireInboxRow, user: UserId, heard: readonly Entry[]): void {
  const unread = heard.filter(
    ({ seq, from, body }) => seq > row.mine.read && from !== user && body.kind === 'text',
  )
  expect(row.unread, `unread of ${user}: ${JSON.stringify(row)}`).toBe(unread.length)
  const mentioned = unread.filter(({ body }) => body.kind === 'text' && body.mentions?.includes(user))
  expect(row.mentions, `mentions of ${user}`).toEqual(mentioned.map(({ seq }) => seq))
}

/** A watermark is where this person's devices said, where it came in, or behind what it wrote on after that. */
function checkWatermark(row: WireInboxRow, user: UserId, run: Run, reference: Reference): void {
  const { delivered, read } = row.mine
  const { log } = reference
  expect(read).toBeLessThanOrEqual(delivered)
  expect(delivered).toBeLessThanOrEqual(log.length)

  const onward = (position: number) => {
    let end = position
    // What has disappeared cannot be unread.
    const isRead = ({ from, expires }: Entry) =>
      from === user || (expires ?? run.backend.now) < run.backend.now
    while (end < log.length && isRead(log[end]!)) end++
    return end
  }
  const said = run.said.filter((one) => one.user === user)
  const joined = log.flatMap(({ seq }) =>
    reference.roleAt(seq, user) && !reference.roleAt(seq - 1, user) ? [seq] : [],
  )
  const cleared = run.cleared.filter((one) => one.user === user).map(({ upTo }) => upTo)
  const most = [0, ...joined, ...cleared, ...said.map((one) => one.read)].map(onward)
  expect(read, `read by ${user}: ${JSON.stringify(row)}`).toBeLessThanOrEqual(Math.max(...most))
  const end = row.head.seq
  for (const one of said.filter(({ to }) => to < Number.POSITIVE_INFINITY)) {
    expect(read).toBeGreaterThanOrEqual(Math.min(one.read, one.from, end))
    expect(delivered).toBeGreaterThanOrEqual(Math.min(one.delivered, one.from, end))
  }
}

/** The other side of a direct conversation is known to have come no further than it said while it blocked nobody. */
function checkPeer(row: WireInboxRow, user: UserId, run: Run): void {
  const other = run.people.find((one) => one !== user)!
  const isKept = ({ happened, done }: Said) =>
    other === run.people[0] && run.isBlockedAt(happened) && done < Infinity && run.isBlockedAt(done)
  const told = run.said.filter((one) => one.user === other && !isKept(one)).map(({ to }) => to)
  const cleared = run.cleared.filter((one) => one.user === other).map(({ upTo }) => upTo)
  expect(row.peer.delivered, `what ${user} is told`).toBeLessThanOrEqual(Math.max(0, ...told, ...cleared))
}

/** What a list of chats shows is the last message, as it reads by now. */
function checkPreview(
  row: WireInboxRow,
  user: UserId,
  heard: readonly Entry[],
  run: Run,
  reference: Reference,
) {
  const shown = heard.findLast(({ body }) => body.kind === 'text')
  const isAway = (seq: number) => reference.roleAt(seq, user) === undefined
  const change = heard.findLast(({ seq }) => isAway(seq) || isAway(seq - 1))
  if (!shown || (change && change.seq > shown.seq)) return
  const isGone = (shown.expires ?? Number.POSITIVE_INFINITY) <= run.backend.now
  if (isGone || shown.seq <= (row.settings.clearedUpTo ?? 0)) return expect(row.preview).toBeUndefined()
  const edits = heard.filter(({ body }) => body.kind === 'edit' && body.target === shown.seq)
  const isDeleted = heard.some(({ body }) => body.kind === 'deletion' && body.target === shown.seq)
  const { body } = edits.at(-1) ?? shown
  const said = body.kind === 'edit' ? body.content : body
  const text = said.kind === 'text' ? said.text : ''
  expect(row.preview, `preview of ${user}`).toBe(isDeleted ? '' : text)
}
