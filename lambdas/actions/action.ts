import type { ActionName, ActionReply, ActionRequest } from '@parley/protocol'
import type { Looks, Post, Sockets, Speaker } from '../ports.ts'
import type { Notices } from '../presence/notices.ts'
import type { World } from '../world.ts'

/** What an action may use. */
export type ActionContext = World & {
  readonly connection: Parameters<Sockets['speaker']>[0]
  /** Who speaks, as the socket's row says. Throws `UNAUTHENTICATED`. */
  readonly speaker: () => Promise<Speaker>
  readonly looks: Looks
  readonly notices: Notices
  readonly post: Post
}

/** One client action: parse has been done; load, decide, commit, and return the reply. */
export type Action<Name extends ActionName> = (
  request: ActionRequest<Name>,
  context: ActionContext,
) => Promise<ActionReply<Name>>
