import type { Entry, Span, UserId } from '@parley/domain'
import { Refusal, type WireEntry } from '@parley/protocol'
import { expect } from 'vitest'
import { checkRow } from './check-row.ts'
import type { Device, Shown } from './device.ts'
import type { Attempt } from './item.ts'
import { type Command, Reference } from './reference.ts'
import { RULES, type Run } from './run.ts'
import { untilQuiet } from './scheduler.ts'

/** Holds everything that can be seen once all is quiet against what the entries, as they were written, say. */
export async function check(run: Run): Promise<void> {
  expect(run.broken).toEqual([])
  const log = run.backend.placed
  const reference = new Reference(log, run.variant.kind === 'direct' ? run.people : [], RULES)
  checkLog(log, reference)
  for (const entry of log) checkEntry(entry, reference)
  for (const attempt of run.attempts) checkAttempt(attempt, run, reference)
  checkItems(run)
  await checkScrubbed(run, reference)
  for (const device of run.devices) await checkDevice(device, run, reference)
  await checkVanished(run)
}

/** Days later nothing that was to disappear is in the table, but for the end of the log, which holds its count. */
async function checkVanished(run: Run): Promise<void> {
  run.backend.world.clock.now += 3 * 86_400_000
  const { entries } = await read(run.backend.world.log.from(run.conversation, 1, 10_000, true))
  const kept = entries.filter(({ seq, expires }) => expires !== undefined && seq < run.position)
  expect(kept, 'what should have vanished').toEqual([])
  expect(entries.at(-1)?.seq, 'the end of the log').toBe(run.position || undefined)
}

/** Whatever is read must come by the scheduler as well. */
async function read<Result>(asked: Promise<Result>): Promise<Result> {
  asked.catch(() => {})
  await untilQuiet()
  return asked
}

/** One log 1..N; what each entry carries of where the log stands follows from those before it. */
function checkLog(log: readonly Entry[], reference: Reference): void {
  let [n, epoch] = [0, 0]
  for (const [index, entry] of log.entries()) {
    if (entry.body.kind === 'text') n++
    if (entry.body.kind === 'change') epoch = index + 1
    expect(entry).toMatchObject({ seq: index + 1, n, epoch })
  }
  const ids = log.map(({ from, device, clientId }) => `${from} ${device} ${clientId}`)
  expect(new Set(ids).size, 'no client id twice').toBe(ids.length)
  for (let position = 1; position <= log.length && !reference.isDirect; position++) {
    const present = reference.presentAt(position)
    const owners = present.filter((user) => reference.roleAt(position, user) === 'owner')
    expect(owners, `one owner at ${position}`).toHaveLength(present.length > 0 ? 1 : 0)
  }
}

/** Nobody did what it might not do, by what the log was directly before; and it disappears when it should. */
function checkEntry(entry: Entry, reference: Reference) {
  const { seq, at, from, body } = entry
  const command = commandOf(entry)
  if (command) {
    // It was judged a moment before it was given its time.
    const grounds = [at, at - MOMENT_MS].map((now) => reference.refusals(seq - 1, now, from, command))
    expect(grounds, `${seq} by ${from}: ${JSON.stringify(body)}`).toContainEqual([])
  }
  if (body.kind === 'change') return
  if ('target' in body) return expect(entry.expires).toBe(reference.log[body.target - 1]!.expires)
  const seconds = reference.disappearAfterAt(seq - 1)
  if (seconds === 0) return expect(entry.expires).toBeUndefined()
  const late = at + seconds * 1000 - entry.expires!
  expect(late >= 0 && late < MOMENT_MS, `when ${seq} disappears`).toBe(true)
}

/** What was asked for by an entry; undefined for what anybody may. */
function commandOf({ body }: Entry): Command | undefined {
  switch (body.kind) {
    case 'edit':
    case 'reaction':
    case 'deletion':
      return { kind: AIMS[body.kind], target: body.target }
    case 'change': {
      const { change } = body
      if (change.type === 'pinned') return { kind: 'pin', target: change.target }
      if (change.type === 'unpinned') return { kind: 'unpin', target: change.target }
      return change.type === 'created' || change.type === 'joined' ? undefined : { kind: 'change', change }
    }
    default:
      return { kind: 'send', ...('reply' in body && body.reply !== undefined && { reply: body.reply }) }
  }
}

const MOMENT_MS = 30_000
const AIMS = { edit: 'edit', deletion: 'delete', reaction: 'react' } as const

/** What was refused might be refused at some moment between question and answer; what was granted is so. */
function checkAttempt(attempt: Attempt, run: Run, reference: Reference): void {
  const { user, command, from, to, since, until, code, item } = attempt
  const positions = Array.from({ length: to - from + 1 }, (_, index) => from + index)
  const why = JSON.stringify({ ...attempt, item: item?.request })
  if (code === undefined) {
    if (command.kind !== 'change') return
    expect(
      positions.some((position) => reference.isSo(position, user, command.change)),
      `done: ${why}`,
    ).toBe(true)
    return
  }
  if (code === 'CONTENDED' || code === 'UNAUTHENTICATED') return
  if (code === 'EXPIRED' || code === 'BAD_REQUEST') {
    expect(run.hasVanished, why).toBe(true)
    return
  }
  const { device, request } = item ?? {}
  const stands = reference.log.find(
    ({ clientId, ...entry }) => clientId === request?.clientId && entry.device === device?.speaker.device,
  )
  expect(stands && stands.seq <= from, `refused though it stands: ${why}`).not.toBe(true)
  const grounds = positions.flatMap((position) =>
    [since, until].flatMap((now) => reference.refusals(position, now, user, command)),
  )
  expect(grounds, `refused: ${why}`).toContain(code)
}

/** Every acked client id stands exactly where its ack says, with the words that were acked. */
function checkItems(run: Run): void {
  const log = run.backend.placed
  for (const { device, request, ack, refused } of run.items) {
    const { clientId } = request
    const stands = log.find((entry) => entry.clientId === clientId && entry.from === device.speaker.user)
    if (ack) expect(stands?.seq, clientId).toBe(ack.seq)
    else expect(refused, `${clientId} has no answer`).toBeDefined()
    if (ack && request.action === 'send') expect(stands?.body).toMatchObject({ text: request.text })
  }
}

/** Nothing that was deleted for everyone is kept anywhere. */
async function checkScrubbed(run: Run, reference: Reference): Promise<void> {
  const { entries } = await read(run.backend.world.log.from(run.conversation, 1, 10_000, true))
  const kept = JSON.stringify(entries)
  for (const { seq, body } of reference.log) {
    if (body.kind !== 'text' || !reference.isDeleted(seq)) continue
    for (const text of reference.textsOf(seq)) expect(kept, 'what was deleted').not.toContain(`"${text}"`)
  }
}

async function checkDevice(device: Device, run: Run, reference: Reference): Promise<void> {
  const { user } = device.speaker
  const now = run.backend.now
  const { conversations } = await read(run.backend.ask(user, 'sync', {}))
  const row = conversations.find(({ conversation }) => conversation === run.conversation)
  const stored = await read(run.backend.world.inbox.row(user, run.conversation))
  const hidden = stored?.hidden ?? []
  const hears = (seq: number) =>
    reference.hears(user, seq) && !isHidden(reference.log[seq - 1]!, user, hidden)

  // What is hidden by a block may have been heard before that was in place.
  const mayHold = (seq: number) =>
    hears(seq) || (reference.hears(user, seq) && !run.isBlockedAt(device.heardAt.get(seq)!))
  const strange = [...device.entries.keys()].filter((seq) => !mayHold(seq))
  expect(strange, `${device.speaker.device} heard what it may not`).toEqual([])
  const cleared = row?.settings.clearedUpTo ?? 0
  const expected = reference.log.filter(
    ({ seq, expires = Number.POSITIVE_INFINITY }) => hears(seq) && expires > now && seq > cleared,
  )
  const shown = device.timeline(now).filter(({ seq }) => seq > cleared && hears(seq))
  // A deletion that one does not hear is seen on pages only; and what is hidden by a block may have been heard before.
  const isSure = ({ seq }: Shown) =>
    reference.log.every(
      ({ seq: by, body }) =>
        !('target' in body) ||
        body.target !== seq ||
        hears(by) ||
        (body.kind !== 'deletion' && !reference.hears(user, by)),
    )
  const words = (line: Shown) => (isSure(line) ? line : withoutWords(line))
  const lines = expected.map((entry) => shownBy(entry, reference, hears))
  expect(shown.map(words), `timeline of ${device.speaker.device}`).toEqual(lines.map(words))
  const pages = (await history(run, user)).map(onPage).toReversed()
  const wanted = expected.map((entry) => wantedOnPage(entry, reference, hears))
  expect(pages, `history of ${user}`).toEqual(wanted)
  expect(device.row, `row of ${device.speaker.device}`).toEqual(row)
  if (row && !row.large) checkRow(row, user, hears, run, reference)
}

/** Everything that the server shows this person, newest first, in pages that lie side by side. */
async function history(run: Run, user: UserId): Promise<WireEntry[]> {
  const path = { conversation: run.conversation }
  const entries: WireEntry[] = []
  for (let before: number | undefined, more = true; more; ) {
    const query = { limit: 7, ...(before !== undefined && { before }) }
    const asked = run.backend.ask(user, 'listEntries', { path, query })
    const page = await read(asked).catch((error: unknown) => {
      if (error instanceof Refusal && error.code === 'NOT_FOUND') return undefined
      throw error
    })
    if (!page) return []
    if (before !== undefined) expect(page.last, 'where a page ends').toBe(before - 1)
    entries.push(...page.entries)
    before = page.first
    more = page.more
  }
  return entries
}

/** What a page says of an entry: never what was done to it by entries that its reader does not hear, but for a deletion. */
function wantedOnPage({ seq, body }: Entry, reference: Reference, hears: Hears): OnPage {
  if (body.kind !== 'text') return { seq, kind: body.kind }
  if (reference.isDeleted(seq)) return { seq, kind: 'deleted' }
  return {
    ...{ seq, kind: 'text', text: reference.textsOf(seq, hears).at(-1) },
    edited: reference.editsOf(seq, hears).at(-1)?.seq,
    reactions: reference.reactionsLeft(seq, hears),
  }
}

function onPage({ seq, kind, text, edited, reactions = {} }: WireEntry): OnPage {
  return kind === 'text' ? { seq, kind, text, edited, reactions } : { seq, kind }
}

type OnPage = Pick<WireEntry, 'seq' | 'kind' | 'reactions'> & {
  readonly text?: string | undefined
  readonly edited?: number | undefined
}
type Hears = (seq: number) => boolean

/** What somebody knows of an entry by all that it has heard. */
function shownBy(entry: Entry, reference: Reference, hears: Hears): Shown {
  const { seq, n, at, from, device, clientId, body } = entry
  const base = { seq, n, at, from, device, clientId }
  if (body.kind !== 'text') return { ...base, kind: body.kind }
  if (reference.isDeleted(seq)) return { ...base, kind: 'deleted' }
  return {
    ...base,
    kind: 'text',
    text: reference.textsOf(seq, hears).at(-1)!,
    reactions: reference.reactionsTo(seq, hears),
  }
}

function withoutWords({ text: _, reactions: __, kind, ...line }: Shown): Partial<Shown> {
  return kind === 'text' || kind === 'deleted' ? line : { ...line, kind }
}

function isHidden({ seq, from }: Entry, user: UserId, hidden: readonly Span[]): boolean {
  return (
    from !== user && hidden.some(({ after, until = Number.POSITIVE_INFINITY }) => seq > after && seq <= until)
  )
}
