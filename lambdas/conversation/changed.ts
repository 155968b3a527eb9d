import {
  arrivals,
  type Change,
  type ChangeFault,
  type Conversation,
  changeFault,
  type Draft,
  departure,
  type Head,
  isMessage,
  present,
  type UserId,
  untouched,
  withChange,
} from '@parley/domain'
import { type ErrorCode, Refusal } from '@parley/protocol'
import { settleAll } from '../parallel.ts'
import type { World } from '../world.ts'
import type { Appending, Compose, Composed } from './append.ts'
import { withFewSpans, withoutLongGone } from './former-members.ts'
import { mustHear } from './membership.ts'
import { heardAt } from './target.ts'
import { type Judging, speakerAt } from './write.ts'

/** What changing a conversation uses. */
export type Changing = Appending & Judging & Pick<World, 'inbox'>
/** An entry of a change, with the conversation after it. */
export type ComposedChange = Composed & { readonly along: { readonly conversation: Conversation } }

const REFUSALS: Record<ChangeFault, ErrorCode> = {
  forbidden: 'FORBIDDEN',
  'not-found': 'NOT_FOUND',
  'too-many': 'TOO_MANY',
}
const ENLISTED_AT_ONCE = 50

/** Composes a change that a device makes: an entry even if it is so already, so that there is one to acknowledge. */
export function changing(world: Changing, draft: Draft, change: Change): Compose {
  return async (tail) => changed(world, draft, await standing(world, draft, change, tail), change, tail)
}

/**
 * The conversation under a tail or later, for whoever wants to change it; untouched if it is to be created. Throws
 * `NOT_FOUND` for a stranger, `FORBIDDEN` for one that has left and does not merely leave again.
 */
export async function standing(
  world: Changing,
  draft: Draft,
  change: Change,
  tail: Head,
): Promise<Conversation> {
  const { conversation: id, from } = draft
  if (change.type === 'created' && tail.seq === 0) return untouched(id)
  if (change.type === 'left') return (await mustHear(world, id, from, tail.epoch)).conversation
  if (change.type !== 'joined') return (await speakerAt(world, draft, tail)).conversation
  const conversation = await world.known.at(id, tail.epoch)
  if (!conversation) throw new Refusal('NOT_FOUND')
  return conversation
}

/**
 * Composes a change that is needed. In a large conversation the people who come in get their rows before they are
 * members: nothing else would tell them of it.
 */
export async function changed(
  world: Changing,
  draft: Draft,
  before: Conversation,
  change: Change,
  tail: Head,
): Promise<ComposedChange> {
  const { conversation: id, from: by } = draft
  const fault = changeFault(before, by, change, world.rules.groups)
  if (fault) throw new Refusal(REFUSALS[fault], fault === 'too-many' ? countedBy(change) : undefined)
  if (change.type === 'pinned') await mustBeMessage(world, before, by, change.target)

  const arriving = arrivals(change, by)
  const strangers = before.version > 0 ? arriving.filter((user) => !before.members.has(user)) : []
  const former = strangers.length > 0 ? await world.conversations.spansOf(id, strangers) : undefined
  const after = withChange(before, { id, seq: tail.seq + 1, by, change }, world.rules.groups, former)
  const conversation = await withoutLongGone(world, withFewSpans(after, arriving))
  if (conversation.large) {
    const unlisted = before.large ? arriving : present(conversation).map(({ user }) => user)
    await enlist(world, conversation, unlisted, arriving, tail)
  }

  const user = departure(change, by)
  const spans = user && conversation.members.get(user)?.spans
  return {
    draft: { ...draft, body: { kind: 'change', change } },
    along: { conversation, ...(user && spans && { left: [{ user, spans }] }) },
  }
}

/** What there would be too many of. */
function countedBy({ type }: Change): string {
  return type === 'pinned' ? 'pins' : 'members'
}

/** Only a message that one hears can be pinned. Throws `NOT_FOUND`. */
async function mustBeMessage(world: Changing, { id, members }: Conversation, by: UserId, seq: number) {
  const member = members.get(by)
  const target = member && (await heardAt(world, id, seq, member))
  if (!target || !isMessage(target.body)) throw new Refusal('NOT_FOUND')
}

async function enlist(
  { inbox, now }: Changing,
  { id, title }: Conversation,
  users: readonly UserId[],
  arriving: readonly UserId[],
  { seq, n }: Head,
): Promise<void> {
  const step = (user: UserId) => inbox.enlist(user, id, title, { seq, n }, arriving.includes(user), now())
  const results = await settleAll(users, ENLISTED_AT_ONCE, step)
  const failed = results.find((result) => result.status === 'rejected')
  if (failed) throw failed.reason
}
