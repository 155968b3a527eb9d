import { type ConversationId, directMembers, type MediaId, type UserId } from '@parley/domain'
import { Refusal } from '@parley/protocol'
import { changeConversation } from '../conversation/change.ts'
import type { Changing } from '../conversation/changed.ts'
import { settleAll } from '../parallel.ts'
import type { Belongings, Identities, MediaItems, Post, PushEndpoints, Pusher, Sockets } from '../ports.ts'
import { signOutAll } from '../sign-out.ts'

/** What ending an account uses. */
export type Ending = Changing & {
  readonly belongings: Belongings
  /** Absent where a foreign issuer vouches for people: what it knows of them is its own. */
  readonly identities: Pick<Identities, 'remove'> | undefined
  readonly sockets: Sockets
  readonly post: Post
  readonly pushEndpoints: PushEndpoints
  readonly pusher: Pusher
  readonly media: Pick<MediaItems, 'remove'>
}

const PAGE = 100
const LEFT_AT_ONCE = 10
/** Later than any sign-in there will ever be. */
const FOR_EVER = Number.MAX_SAFE_INTEGER

/**
 * Ends an account: nobody signs in to it any more, it is in no group, and of its person nothing is left but what was
 * written to others, and that it was. Each step can be done again, and the next begins when it is done: whoever takes
 * it up after a crash does what was left. What was on its way meanwhile may bring something back: see `Endings`.
 */
export async function endAccount(user: UserId, world: Ending): Promise<void> {
  await signOutAll(user, undefined, FOR_EVER, world)
  await forgetProfile(user, world)
  await leaveGroups(user, world)
  while (await world.belongings.remove(user, PAGE));
}

/** The profile goes last: it says under which name its owner signs in, and which picture it has. */
async function forgetProfile(user: UserId, { profiles, identities, media }: Ending): Promise<void> {
  const [profile] = await profiles.of([user])
  if (profile?.deleted) return
  if (profile && identities) await identities.remove(await profiles.loginOf(profile.handle))
  if (profile?.picture) await media.remove(profile.picture as MediaId)
  await profiles.bury(user)
}

/** Out of every group, as whoever leaves: with an entry, and with somebody else to own it. */
async function leaveGroups(user: UserId, world: Ending): Promise<void> {
  for (let after: ConversationId | undefined; ; ) {
    const page = await world.belongings.conversations(user, after, PAGE)
    const groups = page.filter((conversation) => !directMembers(conversation))
    const results = await settleAll(groups, LEFT_AT_ONCE, (conversation) => leave(conversation, user, world))
    const failed = results.find((result) => result.status === 'rejected')
    if (failed) throw failed.reason
    if (page.length < PAGE) return
    after = page.at(-1)
  }
}

async function leave(conversation: ConversationId, by: UserId, world: Ending): Promise<void> {
  try {
    await changeConversation(world, { conversation, by, change: { type: 'left' } })
  } catch (error) {
    // A group that it is not in, or that there is not: that is what was wanted.
    const isOut = error instanceof Refusal && (error.code === 'NOT_FOUND' || error.code === 'FORBIDDEN')
    if (!isOut) throw error
  }
}
