import {
  type Conversation,
  type ConversationId,
  directMembers,
  type Entry,
  isQuiet,
  type UserId,
} from '@parley/domain'
import type { WireAccountSettings } from '@parley/protocol'
import { versionsFor } from '../conversation/version.ts'
import { logFault } from '../edge/log-fault.ts'
import { settleAll } from '../parallel.ts'
import type { PushEndpoint, PushWork } from '../ports.ts'
import { dueTo, type Recipient } from './due.ts'
import type { Pushes } from './pushes.ts'
import { type Setting, shownOf } from './shown.ts'

const PEOPLE_AT_ONCE = 25

/** Longer than the function may run, shorter than the queue waits before it hands a message out again. */
export const LEASE_MS = 60_000

/** Somebody who is to be told of a message on some of its devices. */
type Due = Recipient & {
  readonly user: UserId
  readonly devices: readonly string[]
  readonly settings: WireAccountSettings
  readonly entry: Entry
}

/**
 * Pushes to those who have not received these entries by now: one push a device, of the last message that is for its
 * owner. Twice is once. Throws if somebody could not be pushed to but may be later; everybody else has been.
 */
export async function push(work: PushWork, world: Pushes): Promise<void> {
  const entries = await entriesOf(work, world)
  const { now } = world
  if (entries.length === 0) return
  const state = await stateOf(work.conversation, world)
  const due = state ? await duesOf(work, entries, state, world) : []
  const namesOf = await authorsOf(due, world)
  const results = await settleAll(due, PEOPLE_AT_ONCE, async (one) => {
    const setting = {
      author: namesOf.get(one.entry.from) ?? '',
      title: state?.title ?? '',
      isGroup: isGroup(work),
    }
    await pushTo(one, setting, now(), world)
  })
  const failed = results.filter((result) => result.status === 'rejected')
  for (const { reason } of failed) logFault(reason)
  if (failed.length > 0) throw new Error('Somebody could not be pushed to.')
}

/** As they are now: what was deleted, or has vanished, is not among the messages any more. */
async function entriesOf({ conversation, first, last }: PushWork, { log }: Pushes): Promise<Entry[]> {
  const entries: Entry[] = []
  for (let next = first; next <= last; ) {
    const page = await log.from(conversation, next, last - next + 1, true)
    entries.push(...page.entries.filter(({ seq }) => seq <= last))
    if (!page.more || page.entries.length === 0) break
    next = page.entries.at(-1)!.seq + 1
  }
  return entries
}

/** Who is in a group right now, and what it is called. A direct conversation has the same two people for ever. */
function stateOf(conversation: ConversationId, { known }: Pushes): Promise<Conversation | undefined> {
  return directMembers(conversation) ? known.at(conversation, 0) : known.now(conversation)
}

async function duesOf(
  { conversation, people }: PushWork,
  entries: readonly Entry[],
  state: Conversation,
  { inbox, settings, log, now }: Pushes,
): Promise<Due[]> {
  const users = people.map(({ user }) => user)
  const [rows, chosen] = await Promise.all([
    inbox.rows(users.map((user) => ({ user, conversation }))),
    settings.of(users),
  ])
  const rowOf = new Map(rows.map((row) => [row.user, row]))
  const due = people.flatMap(({ user, devices }) => {
    const member = state.members.get(user)
    if (!member) return []
    const recipient = { member, row: rowOf.get(user) }
    const entry = dueTo(recipient, entries, now())
    return entry ? [{ ...recipient, user, devices, entry, settings: chosen.get(user)! }] : []
  })
  return Promise.all(due.map(async (one) => ({ ...one, entry: await asKnownTo(one, log) })))
}

/** As its reader may know it. Who is in the conversation was read after the entry, so all that was done to it is known. */
async function asKnownTo(due: Due, log: Pushes['log']): Promise<Entry> {
  const [entry] = await versionsFor(log, due, [due.entry], Number.MAX_SAFE_INTEGER)
  return entry!
}

/** The names of those who wrote; nobody is asked for where nobody is told. */
async function authorsOf(due: readonly Due[], { profiles }: Pushes): Promise<Map<UserId, string>> {
  const told = due.filter(({ settings }) => settings.pushPreviews)
  const authors = [...new Set(told.map(({ entry }) => entry.from))]
  const found = authors.length > 0 ? await profiles.of(authors) : []
  return new Map(found.map(({ user, name }) => [user as UserId, name]))
}

async function pushTo(due: Due, setting: Setting, now: number, world: Pushes): Promise<void> {
  const { user, devices, entry, settings } = due
  const endpoints = (await world.pushEndpoints.of(user)).filter(({ device }) => devices.includes(device))
  if (endpoints.length === 0) return
  const { conversation, seq, expires } = entry
  const payload = {
    conversation,
    seq,
    ...shownOf(entry, setting, settings.pushPreviews),
    badge: await world.badges.of(user, conversation, entry),
    silent: isQuiet(settings.quietHours, now),
    ...(expires !== undefined && { expires }),
  }
  const results = await settleAll(endpoints, endpoints.length, (endpoint) =>
    publish(endpoint, payload, world),
  )
  for (const result of results) if (result.status === 'rejected') throw result.reason
}

/** Once a device and message. */
async function publish(
  endpoint: PushEndpoint,
  payload: Parameters<Pushes['pusher']['publish']>[1],
  { pushEndpoints, pusher, now }: Pushes,
): Promise<void> {
  const { conversation, seq } = payload
  const taken = await pushEndpoints.take(endpoint, conversation, seq, now(), LEASE_MS)
  if (taken === 'done') return
  // Whoever is at it may yet fail, and this message may be all that is left to try again by.
  if (taken === 'busy') throw new Error('A push is under way.')
  const outcome = await pusher.publish(endpoint, payload)
  if (outcome === 'throttled') throw new Error('The push service takes no more for the moment.')
  if (outcome === 'dead') await pushEndpoints.removeByAddress(endpoint.address)
  else await pushEndpoints.done(endpoint, conversation, seq)
}

function isGroup({ conversation }: PushWork): boolean {
  return directMembers(conversation) === undefined
}
