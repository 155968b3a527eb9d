import {
  type Body,
  type Draft,
  directMembers,
  type Entry,
  type Head,
  isMessage,
  type MessageBody,
  roleOf,
  type Text,
} from '@parley/domain'
import { EDITS_PER_MESSAGE, Refusal } from '@parley/protocol'
import type { Amendment } from '../ports.ts'
import type { Compose, Composed } from './append.ts'
import { firstDigestOf } from './digest.ts'
import type { Membership } from './membership.ts'
import { heardAt } from './target.ts'
import { type Judging, speakerAt } from './write.ts'

/** The most people whose reactions a message keeps: it travels with all of them. */
const REACTIONS_PER_MESSAGE = 200

type AmendingBody = Extract<Body, { kind: 'edit' | 'deletion' | 'reaction' }>
/** A draft of what is done to an earlier message. */
export type Amending<Kind extends AmendingBody['kind'] = AmendingBody['kind']> = Draft & {
  readonly body: Extract<AmendingBody, { kind: Kind }>
}
type Message = Entry & { readonly body: MessageBody }

/** An edit of an own message. Refuses with `FORBIDDEN` another's, `TOO_LATE` and `TOO_MANY`. */
export function editing(world: Judging, draft: Amending<'edit'>): Compose {
  return async (tail) => {
    const { target } = await aimedAt(world, draft, tail)
    const { content } = draft.body
    if (content.kind === 'deleted') throw new Error('What is sent says something.')
    if (target.from !== draft.from) throw new Refusal('FORBIDDEN')
    if (saysNothing(content) && !target.body.media) throw new Refusal('BAD_TEXT')
    if (world.now() > target.at + world.rules.editWindow * 1000) throw new Refusal('TOO_LATE')
    if ((target.edits?.length ?? 0) >= EDITS_PER_MESSAGE) throw new Refusal('TOO_MANY', 'edits')
    return composed(draft, target, [{ seq: target.seq, edit: tail.seq + 1, content }])
  }
}

/**
 * A deletion for everyone: of an own message in time, else `TOO_LATE`; of any message by who leads the group, else
 * `FORBIDDEN`. It takes the text from the message and from every edit of it, and the file.
 */
export function deleting(world: Judging, draft: Amending<'deletion'>): Compose {
  return async (tail) => {
    const { target, membership } = await aimedAt(world, draft, tail)
    if (!leadsGroup(membership)) {
      if (target.from !== draft.from) throw new Refusal('FORBIDDEN')
      if (world.now() > target.at + world.rules.deleteWindow * 1000) throw new Refusal('TOO_LATE')
    }
    const { media } = target.body
    const message = { ...scrubbed(target), ...(media && { file: media.media }) }
    const edits = (await editsOf(world, target)).map(scrubbed)
    return composed(draft, target, [message, ...edits])
  }
}

/** A reaction, or one taken back, by anybody who hears the message. Refuses with `TOO_MANY`. */
export function reacting(world: Judging, draft: Amending<'reaction'>): Compose {
  return async (tail) => {
    const { target } = await aimedAt(world, draft, tail)
    const { emoji } = draft.body
    const others = Object.keys(target.reactions ?? {}).filter((user) => user !== draft.from)
    if (emoji !== null && others.length >= REACTIONS_PER_MESSAGE) throw new Refusal('TOO_MANY', 'reactions')
    return composed(draft, target, [{ seq: target.seq, by: tail.seq + 1, user: draft.from, emoji }])
  }
}

function scrubbed(entry: Entry) {
  return { seq: entry.seq, deleted: true, digest: firstDigestOf(entry) } as const
}

/** The entries of a message's edits, as they are now. */
async function editsOf({ log }: Pick<Judging, 'log'>, message: Entry): Promise<Entry[]> {
  const { conversation, edits = [] } = message
  return edits.length === 0 ? [] : log.at(edits.map((seq) => ({ conversation, seq })))
}

/**
 * The message that is aimed at, as it was under this tail or later. What is done to it takes the position
 * behind that tail, so nothing else can have been done to it in between.
 */
async function aimedAt(
  world: Judging,
  draft: Amending,
  tail: Head,
): Promise<{ target: Message; membership: Membership }> {
  const membership = await speakerAt(world, draft, tail)
  const target = await heardAt(world, draft.conversation, draft.body.target, membership.member)
  if (!isMessageEntry(target)) throw new Refusal('NOT_FOUND')
  return { target, membership }
}

/** What is done to a message disappears with it. */
function composed(draft: Draft, { expires }: Entry, amended: readonly Amendment[]): Composed {
  return { draft: { ...draft, ...(expires !== undefined && { expires }) }, along: { amended } }
}

/** Only a caption may go. */
function saysNothing(content: Text): boolean {
  return content.kind === 'text' && content.text === ''
}

function isMessageEntry(entry: Entry): entry is Message {
  return isMessage(entry.body)
}

function leadsGroup({ conversation, member }: Membership): boolean {
  const role = roleOf(conversation, member.user)
  return !directMembers(conversation.id) && (role === 'owner' || role === 'admin')
}
